import type { IToken } from 'chevrotain';
import { diagnose } from '../../../diagnostics/index.ts';
import { span } from '../../../source/index.ts';
import { findRegionEnd, type RegionShape } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { BareExpression } from '../tokens.ts';
import type { Builder } from './builder.ts';

const shapes: Readonly<Record<ast.Region['language'], { readonly shape: RegionShape; readonly expected: string }>> = {
  sql: { shape: 'braces', expected: 'a statement of SQL' },
  expression: { shape: 'parentheses', expected: 'a SQL expression' },
  json: { shape: 'json', expected: 'a JSON document' },
};

/** The region that a token holds, without its brackets. */
export function buildRegion(builder: Builder, token: IToken, language: ast.Region['language']): ast.Region {
  const inset = token.tokenType === BareExpression ? 0 : 1;
  const start = token.startOffset + inset;
  const end = token.endOffset! + 1 - inset;
  const { shape, expected } = shapes[language];
  const { first, last } = findRegionEnd(builder.text, start, inset === 0 ? 'argument' : shape);
  if (first === last) builder.report(diagnose('empty-region', span(builder.path, token.startOffset, token.endOffset! + 1), { expected }));
  return { kind: 'region', language, text: builder.text.slice(start, end), span: span(builder.path, start, end) };
}

/** The expressions between the commas of a region, without the space around them. */
export function buildExpressionList(builder: Builder, token: IToken): readonly ast.Region[] {
  const end = token.endOffset!;
  const regions: ast.Region[] = [];
  for (let at = token.startOffset + 1; at <= end; ) {
    const item = findRegionEnd(builder.text, at, 'argument');
    if (item.first === item.last)
      builder.report(diagnose('empty-region', span(builder.path, token.startOffset, end + 1), { expected: shapes.expression.expected }));
    else {
      const text = builder.text.slice(item.first, item.last);
      regions.push({ kind: 'region', language: 'expression', text, span: span(builder.path, item.first, item.last) });
    }
    at = (item.end ?? end) + 1;
  }
  return regions;
}
