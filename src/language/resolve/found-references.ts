import type { Span } from '../../source/index.ts';
import { span } from '../../source/index.ts';
import { scanSql } from '../../sql/index.ts';
import type * as ast from '../ast.ts';

/** Text in which a `$name` stands for itself. */
export interface Literal {
  readonly text: string;
  readonly span: Span;
}

/** What a region or a template holds that has to do with names. All spans are of the file, in the order of the text. */
export interface FoundReferences {
  readonly references: readonly ast.Reference[];
  /** `$1` and the like. */
  readonly positional: readonly { readonly text: string; readonly span: Span }[];
  /** The string literals of SQL, quotes included; the plain text of templates. */
  readonly literals: readonly Literal[];
  readonly secrets: readonly { readonly kind: 'secret' | 'hmac'; readonly name: string; readonly span: Span }[];
}

export function referencesOfSql(region: ast.Region): FoundReferences {
  const scan = scanSql(region.text);
  const place = (at: { readonly start: number; readonly end: number }): Span =>
    span(region.span.file, region.span.start + at.start, region.span.start + at.end);
  const textsOf = (kind: 'string' | 'positional') =>
    scan.tokens
      .filter((token) => token.kind === kind)
      .map((token) => ({ text: region.text.slice(token.start, token.end), span: place(token) }));
  return {
    references: scan.references.map(({ name, column, star, optional, ...at }) => ({
      name,
      column,
      star,
      optional,
      path: [],
      span: place(at),
    })),
    positional: textsOf('positional'),
    literals: textsOf('string'),
    secrets: [],
  };
}

export function referencesOfTemplate(template: ast.Template): FoundReferences {
  return referencesOfParts(template.parts);
}

export function referencesOfParts(parts: readonly ast.TemplatePart[]): FoundReferences {
  return {
    references: parts.flatMap((part) => (part.kind === 'reference' ? [part.reference] : [])),
    positional: [],
    literals: parts.flatMap((part) => (part.kind === 'text' ? [{ text: part.text, span: part.span }] : [])),
    secrets: parts.flatMap((part) =>
      part.kind === 'secret' || part.kind === 'hmac' ? [{ kind: part.kind, name: part.name, span: part.span }] : [],
    ),
  };
}
