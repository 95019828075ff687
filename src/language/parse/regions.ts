import type { IToken, TokenType } from 'chevrotain';
import type { RegionShape } from '../../sql/index.ts';
import { BareExpression, Expression, Gives, JsonRegion, keywordTokens, SqlRegion, Text } from './tokens.ts';

/** A region that begins at a place of the text. */
export interface RegionKind {
  readonly type: TokenType;
  readonly shape: RegionShape;
}

const sql: RegionKind = { type: SqlRegion, shape: 'braces' };
const json: RegionKind = { type: JsonRegion, shape: 'json' };
const expression: RegionKind = { type: Expression, shape: 'parentheses' };
const bare: RegionKind = { type: BareExpression, shape: 'argument' };

/** Words before `(`. The last ones are slips for `when` and `else when`, mended later; what they guard is an expression all the same. */
const beforeParenthesis = new Set(['when', 'until', 'unless', 'key', 'per', 'json', 'body', 'sleep', 'if', 'elif', 'elsif', 'elseif']);
/** After these a word is a name, whatever it says: `flow when (..)` is a flow with a reserved name. */
const beforeName = new Set(['flow', 'bind', 'signal', 'task', 'call', 'start', 'queue', 'catch', 'for', 'on', '.']);

/** The region that begins with `char`, judged by the tokens before it; null if what follows is ordinary text. */
export function regionAfter(tokens: readonly IToken[], char: string): RegionKind | null {
  const last = tokens.at(-1);
  if (last === undefined) return null;
  const before = tokens.at(-2);
  if (last.tokenType === Gives) return bare;
  if (last.tokenType === keywordTokens.default) return followsType(before) && char !== ':' ? bare : null;
  if (char !== '{' && char !== '(') return null;
  if (last.tokenType === Text) return char === '(' && before?.tokenType === keywordTokens.part ? expression : null;
  if (before !== undefined && beforeName.has(before.image.toLowerCase())) return null;
  const word = last.image.toLowerCase();
  if (char === '(') return beforeParenthesis.has(word) ? expression : null;
  if (word === 'sql') return sql;
  if (word === 'autocommit' && before?.tokenType === keywordTokens.sql) return sql;
  return word === 'json' ? json : null;
}

/** `default` ends a type; elsewhere (after `(` or `,`) it is the name of a parameter. */
function followsType(before: IToken | undefined): boolean {
  return before !== undefined && /[\w"\])]$/.test(before.image);
}
