import type { Slot } from '../../graph/index.ts';
import type * as ast from '../ast.ts';
import { commonRow, type Rows, type RowType, type TypedFlow } from '../check/types/index.ts';
import { CONTEXT_FIELDS } from '../resolve/context-fields.ts';
import type { BindingSite } from '../resolve/types.ts';
import { stepPlaces } from '../resolve/walk.ts';

export interface SlotTable {
  readonly slots: readonly Slot[];
  /** The slot that takes the rows of an action; null where nobody reads them. */
  into(action: ast.Action): number | null;
  /** The slot that takes the error of the `catch` with this variable; null where nobody reads it. */
  caught(variable: ast.Name): number | null;
  /** The slot that a site's rows are in. */
  of(site: BindingSite): Slot;
}

/** Rows that are read together are in one slot, whichever arm left them: the actions of such rows form one class. */
export function assignSlots(typed: TypedFlow): SlotTable {
  const classes = new Classes();
  const readTogether = [...typed.references.values()].flat().flatMap((reference) => ('sites' in reference ? [reference.sites] : []));
  for (const sites of readTogether) classes.join(sites.flatMap((site) => rowsOf(typed, site).from));
  for (const rows of typed.ends.values()) if (rows !== null) classes.join(rows.from);

  const members = classes.members();
  const caught = caughtVariables(typed);
  const places = [...members.map((actions) => (actions[0] as ast.Action).span.start), ...caught.map(({ span }) => span.start)];
  const order = [...places].sort((a, b) => a - b);
  const idAt = (start: number) => order.indexOf(start) + 1;
  const ofBindings = members.map((actions): Slot => {
    const isHere = (rows: Rows | null): rows is Rows => rows?.from.some((action) => actions.includes(action)) ?? false;
    const sites = [...typed.sites].filter(([, rows]) => isHere(rows)).sort(([a], [b]) => a.name.span.start - b.name.span.start);
    const rows = [...sites.map(([, rows]) => rows), ...typed.ends.values()].filter(isHere).map(({ columns }) => columns);
    const columns = rows.reduce(agreed).map(({ name, type }) => ({ name, type: type.name }));
    const name = sites[0]?.[0].name.text;
    return { id: idAt((actions[0] as ast.Action).span.start), name: name ?? 'result', hidden: name === undefined, columns };
  });
  const ofErrors = caught.map(({ text, span }): Slot => ({ id: idAt(span.start), name: text, hidden: false, columns: ERROR_COLUMNS }));
  const slots = [...ofBindings, ...ofErrors].sort((a, b) => a.id - b.id);
  const into = (action: ast.Action) => {
    const first = members.find((actions) => actions.includes(action))?.[0];
    return first === undefined ? null : idAt(first.span.start);
  };
  return {
    slots,
    into,
    caught: (variable) => (caught.includes(variable) ? idAt(variable.span.start) : null),
    of: (site) => slots[(into(rowsOf(typed, site).from[0] as ast.Action) ?? 0) - 1] as Slot,
  };
}

const ERROR_COLUMNS = Object.entries(CONTEXT_FIELDS.err).map(([name, type]) => ({ name, type }));

/** Variables of `catch` blocks that somebody reads: by a reference, or by a `fail` that fails again. */
function caughtVariables(typed: TypedFlow): readonly ast.Name[] {
  const read = [...typed.references.values()].flat().flatMap((reference) => (reference.kind === 'caught' ? [reference.variable] : []));
  const again = stepPlaces(typed.resolved.flow).flatMap(({ node, frames }) => {
    if (node.action.kind !== 'fail' || node.action.message !== null) return [];
    return frames.flatMap((frame) => (frame.kind === 'catch' ? [frame.action.variable] : [])).slice(-1);
  });
  return [...new Set([...read, ...again])];
}

function rowsOf(typed: TypedFlow, site: BindingSite): Rows {
  const rows = typed.sites.get(site);
  if (rows === undefined) throw new Error(`${site.name.text} is read, but its type is not known`);
  return rows;
}

function agreed(a: RowType, b: RowType): RowType {
  const columns = commonRow(a, b);
  if (columns === null) throw new Error('rows that share a slot have different types');
  return columns;
}

/** Classes of actions, merged as they are found to belong together. */
class Classes {
  readonly #of = new Map<ast.Action, Set<ast.Action>>();

  join(actions: readonly ast.Action[]): void {
    const all = new Set(actions.flatMap((action) => [action, ...(this.#of.get(action) ?? [])]));
    for (const action of all) this.#of.set(action, all);
  }

  /** Each class in the order of the text. */
  members(): readonly (readonly ast.Action[])[] {
    return [...new Set(this.#of.values())].map((actions) => [...actions].sort((a, b) => a.span.start - b.span.start));
  }
}
