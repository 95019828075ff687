import type { IToken } from 'chevrotain';
import { LBrace, LParen, RBrace, RParen } from './tokens.ts';

/** How deep blocks and groups may nest: each level is a few calls of the parser and of every later phase. */
export const DEPTH_LIMIT = 64;

/** The first bracket of a flow that is nested too deeply; null if there is none. */
export function tooDeep(tokens: readonly IToken[]): IToken | null {
  let depth = 0;
  for (const token of tokens) {
    if (token.tokenType === LBrace || token.tokenType === LParen) {
      if (++depth > DEPTH_LIMIT) return token;
    } else if ((token.tokenType === RBrace || token.tokenType === RParen) && depth > 0) depth--;
  }
  return null;
}
