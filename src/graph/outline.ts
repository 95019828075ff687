import type { Graph, GraphNode } from './types.ts';

/** The nodes as people wrote them: one inside another. */
export interface Outline {
  readonly node: GraphNode;
  /** The arms of a `when`, the branches of a fork, the body of a loop; empty for others. */
  readonly arms: readonly OutlineArm[];
}

export interface OutlineArm {
  /** The condition, or `else`; null for a branch and for a body. */
  readonly label: string | null;
  readonly items: readonly Outline[];
}

/** Nests the nodes of a graph. Ids follow the text, so what is inside a node follows it directly. */
export function outline(graph: Graph): readonly Outline[] {
  return between(graph, 1, graph.nodes.length + 1);
}

function between(graph: Graph, from: number, to: number): readonly Outline[] {
  const items: Outline[] = [];
  for (let id = from; id < to; ) {
    const node = graph.nodes[id - 1] as GraphNode;
    const { entries, end, next } = inside(graph, node, to);
    const arms = entries.map(({ label, entry }) => {
      const others = entries.map((other) => other.entry).filter((other) => other > entry);
      return { label, items: entry >= end ? [] : between(graph, entry, Math.min(end, ...others)) };
    });
    items.push({ node, arms });
    id = next;
  }
  return items;
}

interface Inside {
  readonly entries: readonly { readonly label: string | null; readonly entry: number }[];
  /** The id after the last node inside. */
  readonly end: number;
  /** The node that follows on the same level. */
  readonly next: number;
}

function inside(graph: Graph, node: GraphNode, to: number): Inside {
  switch (node.kind) {
    case 'fork':
      return { entries: node.branches.map((entry) => ({ label: null, entry })), end: node.join, next: node.join + 1 };
    case 'repeat':
      return { entries: [{ label: null, entry: node.id + 1 }], end: node.again, next: node.again + 1 };
    case 'when': {
      const arms = node.arms.map((arm) => ({ label: arm.condition.text, entry: arm.next }));
      const after = graph.nodes.find((other) => other.id > node.id && other.source.start >= node.source.end);
      const end = Math.min(after?.id ?? to, to);
      return { entries: [...arms, { label: 'else', entry: node.else }], end, next: end };
    }
    case 'sql':
    case 'sleep':
    case 'await':
    case 'join':
    case 'again':
    case 'break':
    case 'fail':
    case 'end':
      return { entries: [], end: node.id + 1, next: node.id + 1 };
  }
}
