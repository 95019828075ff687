import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import { closerOf, isCloser } from './brackets.ts';
import { And, Colon, Comma, Equals, keywordTokens, LBrace, LParen, Or, Then, Word } from './tokens.ts';

/**
 * Takes out what could not be read, so that another reading finds the next error of the flow: in the head the list item or
 * the clause, in the body the whole step, for which a `break` then stands. Null where there is nothing to take out.
 */
export function takeOut(tokens: readonly IToken[], index: number): readonly IToken[] | null {
  const found = tokens[index];
  const body = tokens.findIndex((token) => token.tokenType === LBrace);
  if (found === undefined || body === -1) return null;
  if (index < body) return index === 1 ? replace(tokens, 1, 2, [standIn(Word, found)]) : takeOutOfHead(tokens, index, body);
  const list = listAround(tokens, index);
  const withoutItem = list === null ? null : takeOutItem(tokens, index);
  if (withoutItem !== null) return withoutItem;
  const at = list ?? index;
  const start = boundaryBefore(tokens, at, joins) + 1;
  return start === 0 ? null : replace(tokens, start, boundaryFrom(tokens, at, joins), [standIn(keywordTokens.break, found)]);
}

/** The parenthesis of the list that `index` is in; null where it is in a group or a block. */
function listAround(tokens: readonly IToken[], index: number): number | null {
  const opening = openingBefore(tokens, index);
  const before = tokens[opening - 1];
  return tokens[opening]?.tokenType === LParen && before !== undefined && !beforeGroup.has(before.tokenType) ? opening : null;
}

function takeOutOfHead(tokens: readonly IToken[], index: number, body: number): readonly IToken[] | null {
  if (openingBefore(tokens, index) !== -1) return takeOutItem(tokens, index);
  let start = index - 1;
  while (start > 1 && !clauses.has(tokens[start]!.tokenType)) start--;
  if (start <= 1) start = index;
  let end = start === index ? index + 1 : index;
  while (end < body && !clauses.has(tokens[end]!.tokenType)) end++;
  return start < end && start < body ? replace(tokens, start, end, []) : null;
}

/** An item of a list goes with one of the commas beside it. */
function takeOutItem(tokens: readonly IToken[], index: number): readonly IToken[] | null {
  const before = boundaryBefore(tokens, index, commas);
  const after = boundaryFrom(tokens, index, commas);
  if (tokens[after]?.tokenType === Comma) return replace(tokens, before + 1, after + 1, []);
  return tokens[before]?.tokenType === Comma ? replace(tokens, before, after, []) : null;
}

const joins: ReadonlySet<TokenType> = new Set([Then, And, Or]);
const beforeGroup: ReadonlySet<TokenType> = new Set([...joins, LBrace, LParen, Colon, Equals, keywordTokens.return]);
const commas: ReadonlySet<TokenType> = new Set([Comma]);
const clauses: ReadonlySet<TokenType> = new Set(
  (['returns', 'every', 'after', 'key', 'limit', 'priority', 'timeout', 'retain', 'retry'] as const).map((word) => keywordTokens[word]),
);
const nothing: ReadonlySet<TokenType> = new Set();

/** The bracket that is open at `index`; -1 if there is none. */
function openingBefore(tokens: readonly IToken[], index: number): number {
  return boundaryBefore(tokens, index, nothing);
}

/** The last of these kinds before `index` that is in no bracket of its own, or the bracket that is open there; -1 if there is neither. */
function boundaryBefore(tokens: readonly IToken[], index: number, kinds: ReadonlySet<TokenType>): number {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (isCloser(token)) depth++;
    else if (closerOf(token) !== undefined && depth-- === 0) return i;
    else if (depth === 0 && kinds.has(token.tokenType)) return i;
  }
  return -1;
}

/** The first of these kinds from `index` on, or the closing bracket of what is open there; the end if there is neither. */
function boundaryFrom(tokens: readonly IToken[], index: number, kinds: ReadonlySet<TokenType>): number {
  let depth = 0;
  for (let i = index; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (closerOf(token) !== undefined) depth++;
    else if (isCloser(token) && depth-- === 0) return i;
    else if (depth === 0 && kinds.has(token.tokenType)) return i;
  }
  return tokens.length;
}

function replace(tokens: readonly IToken[], start: number, end: number, by: readonly IToken[]): readonly IToken[] {
  return [...tokens.slice(0, start), ...by, ...tokens.slice(end)];
}

function standIn(type: TokenType, place: IToken): IToken {
  return createTokenInstance(type, '', place.startOffset, place.startOffset - 1, NaN, NaN, NaN, NaN);
}
