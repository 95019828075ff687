import type { Graph, GraphNode } from './types.ts';

/** The nodes as people wrote them: one inside another. */
export interface Outline {
  readonly node: GraphNode;
  /** The arms of a `when`, the branches of a fork, the body of a loop, the blocks of a `try` (whose node is the `catch`); empty for others. */
  readonly arms: readonly OutlineArm[];
}

export interface OutlineArm {
  /** The condition, or `else`; `try` or `catch`; null for a branch and for a body. */
  readonly label: string | null;
  readonly items: readonly Outline[];
}

/** Nests the nodes of a graph. Ids follow the text, so what is inside a node follows it directly. */
export function outline(graph: Graph): readonly Outline[] {
  return between(graph, 1, graph.nodes.length + 1, null);
}

/** `handler` is that of the place which holds the nodes. */
function between(graph: Graph, from: number, to: number, handler: number | null): readonly Outline[] {
  const items: Outline[] = [];
  for (let id = from; id < to; ) {
    const node = graph.nodes[id - 1] as GraphNode;
    const caught = tryAt(graph, node, handler);
    if (caught !== null) {
      const next = endOf(graph, caught, to);
      const body = between(graph, id, caught.id, caught.id);
      items.push({
        node: caught,
        arms: [
          { label: 'try', items: body },
          { label: 'catch', items: between(graph, caught.id + 1, next, handler) },
        ],
      });
      id = next;
      continue;
    }
    const { entries, end, next } = inside(graph, node, to);
    const within = node.kind === 'fork' ? null : handler;
    const arms = entries.map(({ label, entry }) => {
      const others = entries.map((other) => other.entry).filter((other) => other > entry);
      return { label, items: entry >= end ? [] : between(graph, entry, Math.min(end, ...others), within) };
    });
    items.push({ node, arms });
    id = next;
  }
  return items;
}

/** The `catch` of the outermost `try` that begins with this node. */
function tryAt(graph: Graph, node: GraphNode, handler: number | null): GraphNode | null {
  let found: GraphNode | null = null;
  for (let id = node.handler ?? null; id !== null && id !== handler; id = found.handler ?? null) found = graph.nodes[id - 1] as GraphNode;
  return found;
}

/** The first node behind one whose place in the text spans all that is inside. */
function endOf(graph: Graph, node: GraphNode, to: number): number {
  const after = graph.nodes.find((other) => other.id > node.id && other.source.start >= node.source.end);
  return Math.min(after?.id ?? to, to);
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
      const end = endOf(graph, node, to);
      return { entries: [...arms, { label: 'else', entry: node.else }], end, next: end };
    }
    case 'sql':
    case 'sleep':
    case 'await':
    case 'join':
    case 'again':
    case 'break':
    case 'fail':
    case 'catch':
    case 'end':
      return { entries: [], end: node.id + 1, next: node.id + 1 };
  }
}
