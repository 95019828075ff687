import type { IToken } from 'chevrotain';
import { Broken, Colon, Comma, Dot, keywordTokens, LBrace, LParen, Name, RBrace, RParen } from './tokens.ts';

/** A run of tokens that is read by itself, so that an error in one flow is none in the next. */
export interface Piece {
  readonly tokens: readonly IToken[];
  /** False for what stands before the first flow. */
  readonly isFlow: boolean;
}

const afterHead = new Set([
  keywordTokens.returns,
  keywordTokens.every,
  keywordTokens.after,
  keywordTokens.key,
  keywordTokens.limit,
  keywordTokens.priority,
  keywordTokens.timeout,
  keywordTokens.retain,
  keywordTokens.retry,
  LBrace,
]);
/** Before a `flow` that is a name. */
const beforeName = new Set([keywordTokens.on, keywordTokens.of, keywordTokens.flow, Comma, Dot]);

/** Cuts the tokens of a file at its flows, also at those before which a bracket is not closed. */
export function splitFlows(text: string, tokens: readonly IToken[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const open: IToken[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const piece = tokens.slice(start, end);
    if (piece.length > 0) pieces.push({ tokens: piece, isFlow: piece[0]?.tokenType === keywordTokens.flow });
    start = end;
  };
  tokens.forEach((token, i) => {
    if (token.tokenType === keywordTokens.flow && startsFlow(text, tokens, i, open.at(-1))) {
      cut(i);
      open.length = 0;
    } else if (token.tokenType === LBrace || token.tokenType === LParen) open.push(token);
    else if (token.tokenType === RBrace || token.tokenType === RParen) open.pop();
    else if (token.tokenType === Broken) open.length = 0;
  });
  cut(tokens.length);
  return pieces;
}

function startsFlow(text: string, tokens: readonly IToken[], i: number, open: IToken | undefined): boolean {
  const before = tokens[i - 1];
  const name = tokens[i + 1];
  const third = tokens[i + 2]?.tokenType;
  if (open === undefined) return before === undefined || !beforeName.has(before.tokenType);
  // Inside a bracket that should have been closed. In a list, `flow text` may be a column.
  if (!isName(name) || third === Colon || !beginsLine(text, tokens[i] as IToken)) return false;
  return open.tokenType === LBrace || (third !== undefined && afterHead.has(third));
}

function isName(token: IToken | undefined): boolean {
  return token !== undefined && (token.tokenType.CATEGORIES ?? []).includes(Name);
}

function beginsLine(text: string, token: IToken): boolean {
  let at = token.startOffset - 1;
  while (text[at] === ' ' || text[at] === '\t') at--;
  return at < 0 || text[at] === '\n' || text[at] === '\r';
}
