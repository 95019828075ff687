import type { Slot } from '../../graph/index.ts';
import type * as ast from '../ast.ts';
import { commonRow, type Rows, type RowType, type TypedFlow } from '../check/types/index.ts';
import type { BindingSite } from '../resolve/types.ts';

export interface SlotTable {
  readonly slots: readonly Slot[];
  /** The slot that takes the rows of an action; null where nobody reads them. */
  into(action: ast.Action): number | null;
  /** The slot that a site's rows are in. */
  of(site: BindingSite): Slot;
}

/** Rows that are read together are in one slot, whichever arm left them: the actions of such rows form one class. */
export function assignSlots(typed: TypedFlow): SlotTable {
  const classes = new Classes();
  const readTogether = [...typed.references.values()].flat().flatMap((reference) => ('sites' in reference ? [reference.sites] : []));
  for (const sites of readTogether) classes.join(sites.flatMap((site) => rowsOf(typed, site).from));
  for (const rows of typed.ends.values()) if (rows !== null) classes.join(rows.from);

  const members = [...classes.members()].sort((a, b) => (a[0] as ast.Action).span.start - (b[0] as ast.Action).span.start);
  const slots = members.map((actions, i): Slot => {
    const isHere = (rows: Rows | null): rows is Rows => rows?.from.some((action) => actions.includes(action)) ?? false;
    const sites = [...typed.sites].filter(([, rows]) => isHere(rows)).sort(([a], [b]) => a.name.span.start - b.name.span.start);
    const rows = [...sites.map(([, rows]) => rows), ...typed.ends.values()].filter(isHere).map(({ columns }) => columns);
    const columns = rows.reduce(agreed).map(({ name, type }) => ({ name, type: type.name }));
    const name = sites[0]?.[0].name.text;
    return { id: i + 1, name: name ?? 'result', hidden: name === undefined, columns };
  });
  const into = (action: ast.Action) => {
    const index = members.findIndex((actions) => actions.includes(action));
    return index === -1 ? null : index + 1;
  };
  return { slots, into, of: (site) => slots[(into(rowsOf(typed, site).from[0] as ast.Action) ?? 0) - 1] as Slot };
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
