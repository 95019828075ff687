import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import { findRegionEnd, readLexeme } from '../../sql/index.ts';
import { type BrokenText, blame } from './blame.ts';
import { nextFlowStart } from './flow-start.ts';
import { regionAfter } from './regions.ts';
import { BareExpression, Broken, Duration, Integer, Quoted, Reference, signs, Text, Unknown, wordType } from './tokens.ts';

/** A comment outside regions, as written. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

export interface Tokens {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly broken: readonly BrokenText[];
}

const SPACE = /\s+/y;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /-?\d+/y;
const DURATION = /-?\d+(?:\.\d+[A-Za-z]*|[A-Za-z_]\w*)/y;
const REFERENCE = /\$[A-Za-z_]\w*(?:\.(?:[A-Za-z_]\w*|\*))?\??/y;
const WORD_CHARACTER = /[A-Za-z0-9_]/;
const QUOTED = /"(?:[^"\r\n]|"")*"/y;

/** After this many unclosed texts an end is only looked for up to the next flow, or a file of them would take quadratic time. */
const PATIENCE = 8;

/** Cuts a text into tokens. Never fails: what cannot be cut is a token of its own. */
export function tokenize(text: string): Tokens {
  const tokens: IToken[] = [];
  const comments: Comment[] = [];
  const broken: BrokenText[] = [];
  let at = 0;
  let nextFlow = 0;

  const push = (type: TokenType, end: number): void => {
    tokens.push(createTokenInstance(type, text.slice(at, end), at, end - 1, NaN, NaN, NaN, NaN));
    at = end;
  };
  const take = (pattern: RegExp, type: TokenType): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    push(type, pattern.lastIndex);
    return true;
  };
  const giveUp = (found: BrokenText): void => {
    broken.push(found);
    push(Broken, nextFlowStart(text, found.start));
  };
  const visible = (): string => {
    if (broken.length < PATIENCE) return text;
    if (nextFlow <= at) nextFlow = nextFlowStart(text, at);
    return text.slice(0, nextFlow);
  };

  while (at < text.length) {
    SPACE.lastIndex = at;
    if (SPACE.test(text)) {
      at = SPACE.lastIndex;
      continue;
    }
    const char = text[at] as string;
    if (text.startsWith('--', at) || text.startsWith('/*', at)) {
      const comment = readLexeme(visible(), at);
      if (comment.closed) {
        comments.push({ start: at, end: comment.end });
        at = comment.end;
      } else giveUp({ what: 'comment', start: at, end: at + 2 });
      continue;
    }
    const region = regionAfter(tokens, char);
    if (region !== null) {
      const bracketed = region.type !== BareExpression;
      const { end, last } = findRegionEnd(visible(), bracketed ? at + 1 : at, region.shape);
      if (end === null) giveUp(blame(visible(), at, bracketed, region.shape));
      else if (bracketed) push(region.type, end + 1);
      else push(region.type, last);
      continue;
    }
    if (char === "'") {
      const end = stringEnd(visible(), at);
      if (end === null) giveUp({ what: 'string', start: at, end: at + 1 });
      else push(Text, end);
      continue;
    }
    if (take(QUOTED, Quoted) || take(DURATION, Duration) || take(NUMBER, Integer) || take(REFERENCE, Reference)) continue;
    WORD.lastIndex = at;
    if (WORD.test(text)) push(wordType(text.slice(at, WORD.lastIndex)), WORD.lastIndex);
    else push(...signAt(text, at));
  }
  return { tokens, comments, broken };
}

/**
 * The end of the string that opens at `at`. A letter directly after it, or a flow that starts inside it, shows that
 * its closing quote is missing and another one was taken for it: null then too.
 */
function stringEnd(text: string, at: number): number | null {
  const { closed, end } = readLexeme(text, at);
  if (!closed || WORD_CHARACTER.test(text[end] ?? '')) return null;
  return nextFlowStart(text.slice(0, end), at) < end ? null : end;
}

function signAt(text: string, at: number): readonly [TokenType, number] {
  for (const length of [2, 1]) {
    const sign = signs.get(text.slice(at, at + length));
    if (sign !== undefined && at + length <= text.length) return [sign, at + length];
  }
  return [Unknown, at + (text.codePointAt(at)! > 0xffff ? 2 : 1)];
}
