import { normalizeSql } from '../sql/index.ts';
import { canonicalNode, canonicalSql, type Json, type Numbering, sorted } from './canonical-node.ts';
import { canonicalOrder } from './canonical-order.ts';
import type { Graph, GraphNode, GraphTrigger, Slot } from './types.ts';

/**
 * What of a graph counts for its version, as JSON text: equal for two graphs exactly when they are one version.
 * Left out are automatic names, places in files, descriptions, comments and white space of SQL, and what follows from
 * the rest; the branches of a fork are in an order of their own. A clause that says what holds without it is none.
 */
export function canonicalText(graph: Graph): string {
  return JSON.stringify(sorted(canonicalForm(graph)));
}

function canonicalForm(graph: Graph): Json {
  const order = canonicalOrder(graph);
  const ids = new Map(order.map((node, i) => [node.id, i + 1]));
  const slots = slotOrder(graph, order);
  const numbers = new Map(slots.map((slot, i) => [slot.id, i + 1]));
  const at: Numbering = { node: (id) => ids.get(id) as number, slot: (id) => numbers.get(id) as number };
  return {
    format: graph.format,
    flow: graph.flow,
    searchPath: graph.searchPath,
    params: graph.params.map(({ name, type, default: value }) => ({ name, type, default: value === null ? null : normalizeSql(value) })),
    returns: graph.returns?.map(({ name, type }) => ({ name, type })) ?? null,
    schedules: graph.schedules.map((schedule) => ({ ...schedule })),
    ...(graph.triggers.length === 0 ? {} : { triggers: graph.triggers.map((trigger) => canonicalTrigger(trigger, at)) }),
    key: graph.key === null ? null : { expressions: graph.key.expressions.map((e) => canonicalSql(e, at)), once: graph.key.once },
    ...(graph.limit === null ? {} : { limit: { count: graph.limit.count, per: graph.limit.per && canonicalSql(graph.limit.per, at) } }),
    ...(graph.priority === 0 ? {} : { priority: graph.priority }),
    ...(graph.timeout === null ? {} : { timeout: graph.timeout }),
    retain: graph.retain,
    slots: slots.map(({ name, hidden, columns }) => ({ name, hidden, columns: columns.map((column) => ({ ...column })) })),
    nodes: order.map((node) => canonicalNode(node, at)),
  };
}

function canonicalTrigger({ event, columns, table, condition }: GraphTrigger, at: Numbering): Json {
  return { event, columns, table: { schema: table.schema, name: table.name }, when: condition && canonicalSql(condition, at) };
}

/** Slots in the order in which the nodes first fill them. */
function slotOrder(graph: Graph, order: readonly GraphNode[]): readonly Slot[] {
  const filled = order.flatMap((node) => ('into' in node && node.into !== null ? [node.into] : []));
  return [...new Set(filled)].map((id) => graph.slots[id - 1] as Slot);
}
