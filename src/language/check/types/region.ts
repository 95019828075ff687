import { type Span, span } from '../../../source/index.ts';
import { hasAlias, isRelationPlace, type Part, type SqlScan, type Substitution, scanSql, within } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { meaningOf, printReference, type ReferencePlace } from './references.ts';
import type { TypedReference } from './typed-flow.ts';
import { report, type Typing } from './typing.ts';

/** A piece of SQL with its lexemes, and its references as far as their types are known. */
export interface TypedRegion {
  readonly region: ast.Region;
  readonly scan: SqlScan;
  readonly references: readonly TypedReference[];
  /** Parts of the text that cannot be judged: a reference in them has no type, or they hold a `$1`. Reported already. */
  readonly unknown: readonly Part[];
}

export async function typeRegion(typing: Typing, region: ast.Region): Promise<TypedRegion> {
  const scan = scanSql(region.text);
  const place: ReferencePlace = {
    kind: 'sql',
    alias: (reference) => (hasAlias(region.text, scan, reference.span.end - region.span.start) ? null : reference.name),
  };
  const references: TypedReference[] = [];
  const unknown: Part[] = scan.tokens.filter((token) => token.kind === 'positional');
  for (const resolved of typing.resolved.references.get(region) ?? []) {
    const { reference } = resolved;
    const part = partOf(region, reference.span);
    const meaning = await meaningOf(typing, resolved, place);
    const misplaced = meaning?.kind === 'rows' && !isRelationPlace(region.text, scan, part.start);
    if (misplaced) report(typing, 'rows-out-of-place', reference.span, { reference: printReference(reference) });
    if (meaning === null || misplaced) unknown.push(part);
    else references.push({ reference, ...part, ...meaning });
  }
  unknown.sort((a, b) => a.start - b.start);
  typing.references.set(region, references);
  return { region, scan, references, unknown };
}

/** The references in a part of the region, as what the judge gets in their place. */
export function substitutionsIn({ references }: TypedRegion, part: Part): readonly Substitution[] {
  return within(references, part).map((typed) => ({ start: typed.start, end: typed.end, stand: standIn(typed) }));
}

export function isUnknown({ unknown }: TypedRegion, part: Part): boolean {
  return within(unknown, part).length > 0;
}

function partOf(region: ast.Region, at: Span): Part {
  return { start: at.start - region.span.start, end: at.end - region.span.start };
}

export function spanOf(region: ast.Region, part: Part): Span {
  return span(region.span.file, region.span.start + part.start, region.span.start + part.end);
}

function standIn(typed: TypedReference): Substitution['stand'] {
  switch (typed.kind) {
    case 'param':
      return { kind: 'value', key: `param ${typed.param.name.text}`, type: typed.type.base };
    case 'column':
      return { kind: 'value', key: `column ${typed.reference.name} ${typed.column}`, type: typed.type.base };
    case 'caught':
      return { kind: 'value', key: `column ${typed.reference.name} ${typed.column}`, type: typed.type.base };
    case 'row':
      return { kind: 'value', key: `row ${typed.of} ${typed.column}`, type: typed.type.base };
    case 'context':
      return { kind: 'value', key: `context ${typed.of} ${typed.field}`, type: typed.type.base };
    case 'rows':
      return { kind: 'rows', columns: typed.columns.map(({ name, type }) => ({ name, type: type.name })), alias: typed.alias };
  }
}
