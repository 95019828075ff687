import type { TypeInfo } from '../../../sql/index.ts';

export interface TypedColumn {
  readonly name: string;
  readonly type: TypeInfo;
}

export type RowType = readonly TypedColumn[];

/** What Postgres calls a column that it has no name for. */
export const UNNAMED = '?column?';

/** `id bigint, total numeric(12,2)` */
export function printRow(row: RowType): string {
  return row.map((column) => `${column.name} ${column.type.name}`).join(', ');
}

/**
 * The row type that both are: the same names and types, in order. A type modifier that only one has, or that differs,
 * falls away. Null when they differ in more.
 */
export function commonRow(a: RowType, b: RowType): RowType | null {
  if (a.length !== b.length) return null;
  const columns = a.flatMap((column, i) => {
    const other = b[i] as TypedColumn;
    if (column.name !== other.name || column.type.oid !== other.type.oid) return [];
    return [{ name: column.name, type: column.type.name === other.type.name ? column.type : withoutModifier(column.type) }];
  });
  return columns.length === a.length ? columns : null;
}

/**
 * Whether rows of type `found` are as `declared`: a modifier that the declaration leaves out may be there, and where the
 * declaration names a domain the database speaks of the type below it.
 */
export function fits(found: RowType, declared: RowType): boolean {
  if (found.length !== declared.length) return false;
  return found.every(({ name, type }, i) => {
    const wanted = declared[i] as TypedColumn;
    const names = [wanted.type.name, wanted.type.domainOf].filter((one) => one !== null);
    return name === wanted.name && (names.includes(type.name) || names.includes(type.base));
  });
}

function withoutModifier(type: TypeInfo): TypeInfo {
  return { ...type, name: type.base };
}
