import type { IToken } from 'chevrotain';
import { diagnose } from '../../../diagnostics/index.ts';
import type * as ast from '../../ast.ts';
import { readDuration } from '../read-duration.ts';
import { type Builder, tokenSpan } from './builder.ts';

/** The largest number that Postgres takes as integer. */
const MOST = 2_147_483_647;

export interface IntegerRange {
  readonly what: string;
  readonly min?: number;
  readonly max?: number;
}

export function buildInteger(builder: Builder, token: IToken, { what, min = 0, max = MOST }: IntegerRange): ast.IntegerLiteral {
  const value = Number(token.image);
  const span = tokenSpan(builder, token);
  if (value < min || value > max) builder.report(diagnose('invalid-integer', span, { text: token.image, what, min, max }));
  return { value, span };
}

export function buildString(builder: Builder, token: IToken): ast.StringLiteral {
  return { value: token.image.slice(1, -1).replaceAll("''", "'"), span: tokenSpan(builder, token) };
}

export function buildDuration(builder: Builder, token: IToken): ast.Duration {
  const span = tokenSpan(builder, token);
  const read = readDuration(token.image);
  if (!read.ok) builder.report(diagnose('invalid-duration', span, { text: token.image, fault: read.fault }));
  return { text: token.image, ms: read.ok ? read.ms : 0, span };
}
