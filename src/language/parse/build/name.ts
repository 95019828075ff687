import type { IToken } from 'chevrotain';
import { diagnose } from '../../../diagnostics/index.ts';
import type * as ast from '../../ast.ts';
import { type NameRole, reservedNames } from '../keywords.ts';
import { type Builder, tokenSpan } from './builder.ts';

const MOST_BYTES = 63;

/** A name, judged by the rules of names and by what its role reserves. */
export function buildName(builder: Builder, token: IToken, role: NameRole): ast.Name {
  const text = token.image;
  const span = tokenSpan(builder, token);
  if (/[A-Z]/.test(text)) builder.report(diagnose('upper-case-name', span, { name: text, lower: text.toLowerCase() }));
  else if (!/^[a-z_][a-z0-9_]*$/.test(text)) builder.report(diagnose('invalid-name', span, { name: text }));
  else if (text.length > MOST_BYTES) builder.report(diagnose('name-too-long', span, { name: text, bytes: text.length }));
  else if (reservedNames[role].includes(text)) builder.report(diagnose('reserved-name', span, { name: text, role }));
  return { text, span };
}
