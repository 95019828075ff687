import type { Graph, GraphNode } from '../graph/index.ts';

type Fork = Extract<GraphNode, { kind: 'fork' }>;

/**
 * True when every branch holds only SQL that may share a transaction, and conditions: such branches can run inside the
 * slice, where a token of its own would cost more than the step.
 */
export function isInline(fork: Fork, graph: Graph): boolean {
  const seen = new Set<number>([fork.join]);
  const todo = [...fork.branches];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = graph.nodes[id - 1] as GraphNode;
    if (node.kind === 'sql' && !node.alone) todo.push(node.next);
    else if (node.kind === 'when') todo.push(node.else, ...node.arms.map((arm) => arm.next));
    else return false;
  }
  return true;
}
