import { canonicalNode, type Json, sorted } from './canonical-node.ts';
import { digest } from './digest.ts';
import type { Graph, GraphNode } from './types.ts';

/**
 * The nodes as they are met from the entry on, the branches of a fork in the order of what they are: where they stand
 * in the text does not count.
 */
export function canonicalOrder(graph: Graph): readonly GraphNode[] {
  const weights = weigh(graph);
  const order = new Set<GraphNode>();
  const open = [graph.entry];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodeAt(graph, id);
    if (order.has(node)) continue;
    order.add(node);
    open.push(...[...nextOf(node, weights), ...(node.handler == null ? [] : [node.handler])].reverse());
  }
  return [...order];
}

/** What a node is together with all that follows, for every node: of equal weight are only nodes that mean the same. */
function weigh(graph: Graph): ReadonlyMap<number, string> {
  const weights = new Map<number, string>();
  // The one way back, from the end of a loop's body to its beginning, needs no weight: it is the loop that it lies in.
  const weight = (id: number): string => weights.get(id) ?? 'back';
  const slot = (id: number): Json => {
    const { name, hidden, columns } = graph.slots[id - 1] as Graph['slots'][number];
    return { name, hidden, columns: columns.map((column) => ({ ...column })) };
  };
  // Every other way goes on to later nodes: from the last one back, what follows is always weighed already.
  for (const node of [...graph.nodes].reverse())
    weights.set(node.id, digest(JSON.stringify(sorted(canonicalNode(node, { node: weight, slot })))));
  return weights;
}

function nextOf(node: GraphNode, weights: ReadonlyMap<number, string>): number[] {
  switch (node.kind) {
    case 'sql':
    case 'sleep':
    case 'await':
    case 'join':
    case 'break':
    case 'catch':
      return [node.next];
    case 'repeat':
      return [node.body];
    case 'again':
      return node.next === null ? [] : [node.next];
    case 'when':
      return [...node.arms.map((arm) => arm.next), node.else];
    case 'fork':
      return [...[...node.branches].sort((a, b) => compare(weights.get(a) as string, weights.get(b) as string)), node.join];
    case 'fail':
    case 'end':
      return [];
  }
}

function nodeAt(graph: Graph, id: number): GraphNode {
  const node = graph.nodes[id - 1];
  if (node === undefined) throw new Error(`the graph of ${graph.flow} has no node ${id}`);
  return node;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
