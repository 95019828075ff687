import { EOF, type IToken, type TokenType } from 'chevrotain';
import { LBrace, LBracket, LParen, RBrace, RBracket, RParen } from './tokens.ts';

const closing: ReadonlyMap<TokenType, TokenType> = new Map([
  [LBrace, RBrace],
  [LParen, RParen],
  [LBracket, RBracket],
]);
const closers: ReadonlySet<TokenType> = new Set(closing.values());

/** The kind of token that closes an opening bracket. */
export function closerOf(token: IToken): TokenType | undefined {
  return closing.get(token.tokenType);
}

/** Ends what is open: a closing bracket or the end of the flow's text. */
export function isCloser(token: IToken): boolean {
  return closers.has(token.tokenType) || token.tokenType === EOF;
}

/** The brackets that these tokens leave open, the outermost first. */
export function openBrackets(tokens: readonly IToken[]): readonly IToken[] {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (closing.has(token.tokenType)) open.push(token);
    else if (closers.has(token.tokenType)) open.pop();
  }
  return open;
}

/** Each bracket has its own. If not, it is unclear what belongs to what. */
export function areBalanced(tokens: readonly IToken[]): boolean {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (closing.has(token.tokenType)) open.push(token);
    else if (closers.has(token.tokenType)) {
      const opening = open.pop();
      if (opening === undefined || closerOf(opening) !== token.tokenType) return false;
    }
  }
  return open.length === 0;
}

/**
 * The first block whose closing bracket begins a line further left than the line that opened it: it has lost its own one
 * and taken that of a block around it. Null where the layout tells nothing.
 */
export function closedTooFarLeft(text: string, tokens: readonly IToken[]): IToken | null {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (closing.has(token.tokenType)) open.push(token);
    else if (closers.has(token.tokenType)) {
      const opening = open.pop();
      const indent = indentBefore(text, token.startOffset);
      if (opening === undefined || indent === null) continue;
      const lineStart = text.lastIndexOf('\n', opening.startOffset) + 1;
      if (indent < text.slice(lineStart).search(/[^ \t]/)) return opening;
    }
  }
  return null;
}

/** How far in the line begins, when there is nothing but space before `at` on it; else null. */
function indentBefore(text: string, at: number): number | null {
  let start = at;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
  return start === 0 || text[start - 1] === '\n' ? at - start : null;
}
