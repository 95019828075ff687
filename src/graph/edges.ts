import type { Graph, GraphNode, NodeKind } from './types.ts';

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** The condition of an arm, `else`; null where there is nothing to say. */
  readonly label: string | null;
  /** The way of a failure, to the `catch` that handles it. */
  readonly failure: boolean;
}

const CANNOT_FAIL: ReadonlySet<NodeKind> = new Set(['fork', 'catch', 'repeat', 'break', 'end']);

/** The label of the way of a failure. */
const FAILS = 'fails';

/** Every way from node to node, in the order of the nodes. */
export function edgesOf(graph: Pick<Graph, 'nodes'>): readonly GraphEdge[] {
  return graph.nodes.flatMap((node) => [...edgesFrom(node), ...failureOf(node)]);
}

/** A `join` fails for the branches; the others are nodes that cannot fail. */
function failureOf({ id, kind, handler }: GraphNode): GraphEdge[] {
  if (handler == null || CANNOT_FAIL.has(kind)) return [];
  return [{ from: id, to: handler, label: FAILS, failure: true }];
}

function edgesFrom(node: GraphNode): GraphEdge[] {
  const edge = (to: number, label: string | null = null): GraphEdge => ({ from: node.id, to, label, failure: false });
  switch (node.kind) {
    case 'sql':
    case 'sleep':
    case 'await':
    case 'join':
    case 'break':
    case 'catch':
      return [edge(node.next)];
    case 'repeat':
      return [edge(node.body)];
    case 'again':
      return [
        edge(node.body, 'again'),
        ...(node.next === null || node.until === null ? [] : [edge(node.next, `until ${node.until.text.trim()}`)]),
      ];
    case 'when':
      return [...node.arms.map((arm) => edge(arm.next, arm.condition.text.trim())), edge(node.else, 'else')];
    case 'fork':
      return node.branches.map((branch) => edge(branch));
    case 'fail':
    case 'end':
      return [];
  }
}
