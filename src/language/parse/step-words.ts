import type { IToken, TokenType } from 'chevrotain';
import type { Keyword } from './keywords.ts';
import { keywordTokens } from './tokens.ts';

/** The words that a step can begin with. */
export const stepWords = [
  'bind',
  'sql',
  'http',
  'sleep',
  'await',
  'call',
  'start',
  'task',
  'when',
  'for',
  'repeat',
  'break',
  'try',
  'fail',
  'return',
] as const satisfies readonly Keyword[];

const stepTokens: ReadonlySet<TokenType> = new Set(stepWords.map((word) => keywordTokens[word]));

export function startsStep(token: IToken | undefined): boolean {
  return token !== undefined && stepTokens.has(token.tokenType);
}
