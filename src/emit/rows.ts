import { edgesOf } from '../graph/edges.ts';
import type { Graph, GraphNode } from '../graph/index.ts';
import { intervalLiteral, jsonLiteral, literal, nullableLiteral } from './literals.ts';
import { sliceName, versionId } from './names.ts';

export interface Version {
  /** SHA-256 of the canonical graph, in hex. */
  readonly hash: string;
  /** Counts the deployed changes of a flow from 1. */
  readonly number: number;
}

/** The rows of the graph: definition tables of schema pgdurable. What a layout change may alter is refreshed. */
export function emitGraphRows(graph: Graph, version: Version): string {
  return [flowVersionRow(graph, version), nodeRows(graph, version), edgeRows(graph, version)].filter((text) => text !== '').join('\n\n');
}

function flowVersionRow(graph: Graph, { hash }: Version): string {
  const values: readonly (readonly [string, string])[] = [
    ['version', versionId(hash)],
    ['flow', literal(graph.flow)],
    ['hash', literal(hash)],
    ['format', String(graph.format)],
    ['entry', String(graph.entry)],
    ['slice', literal(sliceName(graph.flow, hash))],
    ['params', jsonLiteral(graph.params.map((param) => ({ name: param.name, type: param.type, required: param.default === null })))],
    ['returns', graph.returns === null ? 'null' : jsonLiteral(graph.returns)],
    ['keyed', String(graph.key !== null)],
    ['once', String(graph.key?.once ?? false)],
    ...clauseValues(graph),
    ['retain', intervalLiteral(graph.retain)],
    ['slots', jsonLiteral(graph.slots)],
    ['schedules', jsonLiteral(graph.schedules)],
    ['description', nullableLiteral(graph.description)],
    ['file', nullableLiteral(graph.nodes[0]?.source.file ?? null)],
  ];
  return [
    `insert into pgdurable.flow_version (${values.map(([name]) => name).join(', ')})`,
    `values (${values.map(([, value]) => value).join(', ')})`,
    'on conflict (version) do update set description = excluded.description, file = excluded.file;',
  ].join('\n');
}

/** What the row's columns do not say by their defaults. */
function clauseValues({ triggers, searchPath, limit, priority, timeout }: Graph): readonly (readonly [string, string])[] {
  const values: (readonly [string, string])[] = [];
  if (triggers.length > 0) {
    const rows = triggers.map(({ event, columns, table }) => ({
      event,
      columns,
      schemas: table.schema === null ? searchPath : [table.schema],
      table: table.name,
    }));
    values.push(['triggers', jsonLiteral(rows)]);
  }
  if (limit !== null) values.push(['run_limit', String(limit.count)]);
  if (priority !== 0) values.push(['priority', String(priority)]);
  if (timeout !== null) values.push(['timeout', intervalLiteral(timeout)]);
  return values;
}

function nodeRows(graph: Graph, { hash }: Version): string {
  const rows = graph.nodes.map((node) => {
    const retry = node.kind === 'sql' ? node.retry : null;
    return `  (${[
      versionId(hash),
      node.id,
      literal(node.kind),
      literal(node.name),
      slotOfNode(node) ?? 'null',
      node.kind === 'sql' && node.alone,
      retry?.count ?? 0,
      intervalLiteral(retry?.from ?? 1000),
      intervalLiteral(retry?.to ?? 60_000),
      retry?.unless != null,
      nullableLiteral(node.description),
      node.source.line,
      node.depth ?? 0,
      nullableLiteral(node.kind === 'await' ? node.signal : null),
      node.handler ?? 'null',
    ].join(', ')})`;
  });
  return [
    'insert into pgdurable.node (version, node, kind, name, slot, alone, retry_count, retry_from, retry_to, retry_unless, description, source_line, depth, signal, handler)',
    `values\n${rows.join(',\n')}`,
    'on conflict (version, node) do update set description = excluded.description, source_line = excluded.source_line;',
  ].join('\n');
}

function slotOfNode(node: GraphNode): number | null {
  return node.kind === 'sql' || node.kind === 'await' || node.kind === 'catch' ? node.into : null;
}

function edgeRows(graph: Graph, { hash }: Version): string {
  const edges = edgesOf(graph);
  if (edges.length === 0) return '';
  const order = new Map<number, number>();
  const rows = edges.map((edge) => {
    const ord = (order.get(edge.from) ?? 0) + 1;
    order.set(edge.from, ord);
    return `  (${versionId(hash)}, ${edge.from}, ${ord}, ${edge.to}, ${nullableLiteral(edge.label)})`;
  });
  return `insert into pgdurable.edge (version, from_node, ord, to_node, label) values\n${rows.join(',\n')}\non conflict do nothing;`;
}
