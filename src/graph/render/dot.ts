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
  catch: 'house',
  end: 'doublecircle',
};

/** The graph in the DOT language of Graphviz. Ends in a line feed. */
export function renderDot(graph: Graph): string {
  const nodes = graph.nodes.map((node) => {
    const text = nodeText(graph, node);
    return `  n${node.id} [shape=${shapes[node.kind]}, label=${quoted(node.kind === 'sql' || node.named ? `${node.name}: ${text}` : text)}];`;
  });
  const edges = edgesOf(graph).map(({ from, to, label, failure }) => {
    const style = [...(label === null ? [] : [`label=${quoted(label)}`]), ...(failure ? ['style=dashed'] : [])];
    return `  n${from} -> n${to}${style.length === 0 ? '' : ` [${style.join(', ')}]`};`;
  });
  return [`digraph ${quoted(graph.flow)} {`, ...nodes, ...edges, '}', ''].join('\n');
}

function quoted(text: string): string {
  return `"${text.replace(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
