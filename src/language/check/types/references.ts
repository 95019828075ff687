import { didYouMean } from '../../../diagnostics/did-you-mean.ts';
import type { TypeInfo } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { CONTEXT_FIELDS } from '../../resolve/context-fields.ts';
import type { ResolvedReference, Target } from '../../resolve/types.ts';
import { reportColumn } from './firing.ts';
import { rowsOfSites } from './merged-row.ts';
import { printRow, type RowType, type TypedColumn, UNNAMED } from './row-type.ts';
import type { Meaning } from './typed-flow.ts';
import { report, type Typing } from './typing.ts';

/** Where a reference is written. In SQL the text around it decides which alias rows get; in a template values of jsonb go on by key. */
export type ReferencePlace =
  | { readonly kind: 'sql'; readonly alias: (reference: ast.Reference) => string | null }
  | { readonly kind: 'template' };

/** What a reference stands for. Null where that is not known: it is said here, or has been said where the name was bound. */
export async function meaningOf(typing: Typing, resolved: ResolvedReference, place: ReferencePlace): Promise<Meaning | null> {
  const { reference, target } = resolved;
  switch (target.kind) {
    case 'unknown':
      return null;
    case 'context': {
      const [type] = await typing.book.known([target.type]);
      return { kind: 'context', of: target.of, field: target.field, type: type as TypeInfo };
    }
    case 'caught': {
      const [type] = await typing.book.known([target.type]);
      return caughtReference(typing, reference, target, type as TypeInfo);
    }
    case 'row': {
      const { of, column } = target;
      const type = typing.firing.get(column);
      if (type !== undefined)
        return pathFits(typing, reference, reference.path, type) ? { kind: 'row', of, column, type, path: reference.path } : null;
      if (typing.firing.size > 0) reportColumn(typing, reference.span, column);
      return null;
    }
    case 'param': {
      const type = typing.params.get(target.param);
      return type === undefined ? null : paramReference(typing, reference, target.param, type, place);
    }
    case 'binding': {
      const rows = rowsOfSites(typing, target.sites);
      if (rows === null) return null;
      if (reference.star) return rowsReference(reference, target.sites, rows.columns, place);
      const column = columnOf(typing, reference, target.sites, rows.columns);
      if (column === null) return null;
      const { type } = rows.columns[column] as TypedColumn;
      const { path } = reference;
      return pathFits(typing, reference, path, type) ? { kind: 'column', sites: target.sites, column, type, path } : null;
    }
  }
}

/** `$b.col?` as it is written. */
export function printReference({ name, column, star, optional, path }: ast.Reference): string {
  const keys = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return `$${name}${column === null ? '' : `.${column}`}${star ? '.*' : ''}${keys}${optional ? '?' : ''}`;
}

function paramReference(typing: Typing, reference: ast.Reference, param: ast.Param, type: TypeInfo, place: ReferencePlace): Meaning | null {
  if (place.kind === 'template' && !reference.star) {
    // A parameter has no columns: what follows it are keys.
    const path = reference.column === null ? reference.path : [reference.column, ...reference.path];
    return pathFits(typing, reference, path, type) ? { kind: 'param', param, type, path } : null;
  }
  if (reference.column === null && !reference.star) return { kind: 'param', param, type, path: [] };
  report(typing, 'not-a-binding', reference.span, { reference: printReference(reference), param: param.name.text, type: type.name });
  return null;
}

function caughtReference(
  typing: Typing,
  reference: ast.Reference,
  { variable, field }: Extract<Target, { kind: 'caught' }>,
  type: TypeInfo,
): Meaning | null {
  const { path } = reference;
  const column = Object.keys(CONTEXT_FIELDS.err).indexOf(field);
  return pathFits(typing, reference, path, type) ? { kind: 'caught', variable, column, type, path } : null;
}

type Sites = Extract<Meaning, { kind: 'rows' }>['sites'];

function rowsReference(reference: ast.Reference, sites: Sites, columns: RowType, place: ReferencePlace): Meaning | null {
  // The parser refuses rows in a template.
  if (place.kind === 'template') return null;
  return columns.some(isUnnamed) ? null : { kind: 'rows', sites, columns, alias: place.alias(reference) };
}

/** The index of the column that is meant. */
function columnOf(typing: Typing, reference: ast.Reference, sites: Sites, columns: RowType): number | null {
  const names = columns.map((column) => column.name);
  const labels = sites.slice(0, 1).map((site) => ({ span: site.name.span, message: `columns: ${printRow(columns)}` }));
  const binding = reference.name;
  if (reference.column === null) {
    if (columns.length === 1) return 0;
    if (columns.some(isUnnamed)) return null;
    report(typing, 'several-columns', reference.span, { binding, columns: names }, labels);
    return null;
  }
  const index = names.indexOf(reference.column);
  if (index === -1) {
    if (columns.some(isUnnamed)) return null;
    const facts = { binding, column: reference.column, columns: names, suggestion: didYouMean(reference.column, names) };
    report(typing, 'unknown-column', reference.span, facts, labels);
    return null;
  }
  return names.indexOf(reference.column, index + 1) === -1 ? index : null;
}

/** A binding with a column that cannot be named is refused where it is bound. */
function isUnnamed(column: TypedColumn): boolean {
  return column.name === UNNAMED;
}

function pathFits(typing: Typing, reference: ast.Reference, path: readonly (string | number)[], type: TypeInfo): boolean {
  if (path.length === 0 || type.name === 'jsonb' || type.domainOf === 'jsonb') return true;
  report(typing, 'path-of-no-json', reference.span, { reference: printReference(reference), type: type.name });
  return false;
}
