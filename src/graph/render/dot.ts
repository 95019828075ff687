import { edgesOf } from '../edges.ts';
import { nodeText } from '../node-text.ts';
import type { Graph, NodeKind } from '../types.ts';

const shapes: Readonly<Record<NodeKind, string>> = {
  sql: 'box',
  when: 'diamond',
  sleep: 'oval',
  await: 'hexagon',
  fork: 'trapezium',
  join: 'invtrapezium',
  repeat: 'hexagon',
  again: 'hexagon',
  break: 'oval',
  fail: 'octagon',
  end: 'doublecircle',
};

/** The graph in the DOT language of Graphviz. Ends in a line feed. */
export function renderDot(graph: Graph): string {
  const nodes = graph.nodes.map((node) => {
    const text = nodeText(graph, node);
    return `  n${node.id} [shape=${shapes[node.kind]}, label=${quoted(node.kind === 'sql' || node.named ? `${node.name}: ${text}` : text)}];`;
  });
  const edges = edgesOf(graph).map(({ from, to, label }) => `  n${from} -> n${to}${label === null ? '' : ` [label=${quoted(label)}]`};`);
  return [`digraph ${quoted(graph.flow)} {`, ...nodes, ...edges, '}', ''].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
