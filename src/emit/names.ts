import type { Graph, GraphColumn, Slot } from '../graph/index.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';

/** Postgres cuts identifiers off after this many bytes. */
const LONGEST = 63;

/** The version's id in Postgres: the first 63 bits of the graph's SHA-256, as a decimal bigint. */
export function versionId(hash: string): string {
  return (BigInt(`0x${hash.slice(0, 16)}`) & 0x7fffffffffffffffn).toString();
}

/** The name of a version's slice function, e.g. `refund_1a2b3c4d`; others are made from it by a suffix. */
export function sliceName(flow: string, hash: string): string {
  const longestSuffix = '_batch'.length;
  return `${flow.slice(0, LONGEST - 9 - longestSuffix)}_${hash.slice(0, 8)}`;
}

/**
 * Names of the PL/pgSQL variables of one graph. User's names start with `$`, the function's own with `@`: no column that
 * a person writes is called so, and a column would win.
 */
export interface Variables {
  readonly param: (name: string) => string;
  /** A column of the row that has fired the flow. */
  readonly row: (of: 'new' | 'old', column: string) => string;
  /** Number of rows of a slot; NULL when it is not bound. */
  readonly rows: (slot: number) => string;
  /** All values of a column, as text. */
  readonly column: (slot: number, column: number) => string;
  /** The value of a column of the only row. */
  readonly value: (slot: number, column: number) => string;
}

export function variablesOf(graph: Graph): Variables {
  const names = new Map<number, string>();
  for (const slot of graph.slots) names.set(slot.id, slotName(slot, graph.slots));
  const name = (slot: number) => names.get(slot) as string;
  const columnName = (slot: number, column: number) => (slotOf(graph, slot).columns[column] as GraphColumn).name;
  return {
    param: (param) => variable(`$${param}`, () => `$${graph.params.findIndex((p) => p.name === param) + 1}`),
    row: (of, column) =>
      variable(`$${of}.${column}`, () => `$${of}.${graph.row.findIndex((one) => one.of === of && one.name === column) + 1}`),
    rows: (slot) => variable(`${name(slot)}#`, () => `$slot ${slot}#`),
    column: (slot, column) => variable(`${name(slot)}.${columnName(slot, column)}[]`, () => `$slot ${slot}.${column + 1}[]`),
    value: (slot, column) => variable(`${name(slot)}.${columnName(slot, column)}`, () => `$slot ${slot}.${column + 1}`),
  };
}

export function slotOf(graph: Graph, id: number): Slot {
  return graph.slots[id - 1] as Slot;
}

function slotName(slot: Slot, slots: readonly Slot[]): string {
  if (slot.hidden) return `@result ${slot.id}`;
  const unique = slots.every((other) => other === slot || other.hidden || other.name !== slot.name);
  return unique ? `$${slot.name}` : `$${slot.name} ${slot.id}`;
}

function variable(name: string, short: () => string): string {
  return quoteIdentifier(new TextEncoder().encode(name).length <= LONGEST ? name : short());
}
