import { edgesOf } from '../edges.ts';
import { nodeText } from '../node-text.ts';
import type { Graph, GraphNode, NodeKind } from '../types.ts';

const shapes: Readonly<Record<NodeKind, readonly [string, string]>> = {
  sql: ['[', ']'],
  when: ['{', '}'],
  sleep: ['([', '])'],
  await: ['{{', '}}'],
  fork: ['[/', '\\]'],
  join: ['[\\', '/]'],
  repeat: ['{{', '}}'],
  again: ['{{', '}}'],
  break: ['([', '])'],
  fail: ['[[', ']]'],
  catch: ['>', ']'],
  end: ['((', '))'],
};

/** The graph as a Mermaid flowchart. Ends in a line feed. */
export function renderMermaid(graph: Graph): string {
  const nodes = graph.nodes.map((node) => `  n${node.id}${shape(graph, node)}`);
  const edges = edgesOf(graph).map(
    ({ from, to, label, failure }) => `  n${from} ${failure ? '-.->' : '-->'}${label === null ? '' : `|${quoted(label)}|`} n${to}`,
  );
  return ['flowchart TD', ...nodes, ...edges, ''].join('\n');
}

function shape(graph: Graph, node: GraphNode): string {
  const [open, close] = shapes[node.kind];
  const text = nodeText(graph, node);
  return `${open}${quoted(node.kind === 'sql' || node.named ? `${node.name}: ${text}` : text)}${close}`;
}

/** Inside quotes Mermaid reads entities, written with # instead of &. */
function quoted(text: string): string {
  const entities = text.replace(/[#"<>&`]/g, (sign) => `#${sign.charCodeAt(0)};`);
  return `"${entities.replace(/\s+/g, ' ')}"`;
}
