import { type Span, span } from '../../../source/index.ts';
import { hasAlias, isRelationPlace, type SqlScan, type Substitution, scanSql } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { printReference, type ReferencePlace, typeReference } from './references.ts';
import type { TypedReference } from './typed-flow.ts';
import { report, type Typing } from './typing.ts';

export interface Part {
  readonly start: number;
  readonly end: number;
}

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
    const typed = await typeReference(typing, resolved, place);
    const part = partOf(region, resolved.reference.span);
    if (typed === null) unknown.push(part);
    else if (typed.kind === 'rows' && !isRelationPlace(region.text, scan, part.start)) {
      report(typing, 'rows-out-of-place', resolved.reference.span, { reference: printReference(resolved.reference) });
      unknown.push(part);
    } else references.push(typed);
  }
  typing.references.set(region, references);
  return { region, scan, references, unknown };
}

/** The references in a part of the region, as what the judge gets in their place. */
export function substitutionsIn({ region, references }: TypedRegion, part: Part): readonly Substitution[] {
  return references.map((typed) => ({ ...partOf(region, typed.reference.span), stand: standIn(typed) })).filter((s) => inside(s, part));
}

export function isUnknown({ unknown }: TypedRegion, part: Part): boolean {
  return unknown.some((one) => inside(one, part));
}

export function inside(inner: Part, outer: Part): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

export function partOf(region: ast.Region, at: Span): Part {
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
    case 'context':
      return { kind: 'value', key: `context ${typed.of} ${typed.field}`, type: typed.type.base };
    case 'rows':
      return { kind: 'rows', columns: typed.columns.map(({ name, type }) => ({ name, type: type.name })), alias: typed.alias };
  }
}
