import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import { type Diagnostic, diagnose, type Phase } from '../../diagnostics/index.ts';
import { span } from '../../source/index.ts';
import { describeToken } from './describe-token.ts';
import type { Keyword } from './keywords.ts';
import { startsStep } from './step-words.ts';
import {
  And,
  Arrow,
  Colon,
  Comma,
  Dots,
  DoubleAnd,
  DoubleOr,
  Duration,
  Expression,
  Integer,
  keywordTokens,
  LBrace,
  LParen,
  Or,
  Quoted,
  RBrace,
  RParen,
  Semicolon,
  SqlRegion,
  Text,
  Then,
  Word,
} from './tokens.ts';

/**
 * Reports what is often written by habit of other languages and puts what is meant in its place, so that a slip costs one
 * diagnostic and reading goes on as if it were not there. The flow is in error all the same.
 */
export function mend(path: string, tokens: readonly IToken[]): Phase<readonly IToken[]> {
  const mended: IToken[] = [];
  const diagnostics: Diagnostic[] = [];
  let depth = 0;
  let skip: IToken | null = null;
  tokens.forEach((token, i) => {
    if (token === skip) return;
    const before = mended.at(-1);
    const next = tokens[i + 1];
    const place = () => span(path, token.startOffset, token.endOffset! + 1);
    switch (token.tokenType) {
      case Semicolon:
        diagnostics.push(diagnose('semicolon', place(), {}));
        if (startsStep(next)) mended.push(as(Then, token));
        return;
      case Arrow:
        diagnostics.push(diagnose('wrong-arrow', place(), { found: token.image }));
        mended.push(as(Then, token));
        return;
      case Then:
      case And:
      case Or:
        if (closes(next)) {
          diagnostics.push(diagnose('dangling-sign', place(), { sign: token.image, side: 'after' }));
          return;
        }
        if (before?.tokenType === LBrace || before?.tokenType === LParen) {
          diagnostics.push(diagnose('dangling-sign', place(), { sign: token.image, side: 'before' }));
          return;
        }
        break;
      case Comma:
        if (next?.tokenType !== RParen) break;
        diagnostics.push(diagnose('trailing-comma', place(), {}));
        return;
      case DoubleAnd:
      case DoubleOr: {
        const single = token.tokenType === DoubleAnd ? And : Or;
        diagnostics.push(diagnose('doubled-operator', place(), { found: token.image, single: token.image.slice(1) }));
        mended.push(as(single, token));
        return;
      }
      case Quoted:
        if (!wantsString(mended)) break;
        {
          const text = `'${token.image.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}'`;
          diagnostics.push(diagnose('double-quoted-string', place(), { text }));
          mended.push(as(Text, token, text));
          return;
        }
      case Text: {
        const text = token.image.slice(1, -1);
        if (!wantsDuration(mended) || !/^\d+[a-z][\da-z]*$/i.test(text)) break;
        diagnostics.push(diagnose('quoted-duration', place(), { text }));
        mended.push(as(Duration, token, text));
        return;
      }
      case Integer: {
        if (!wantsDuration(mended)) break;
        const unit = next?.tokenType === Word && unitWord.test(next.image) ? next : null;
        const text = unit === null ? token.image : `${token.image} ${unit.image}`;
        const whole = span(path, token.startOffset, (unit ?? token).endOffset! + 1);
        diagnostics.push(diagnose('invalid-duration', whole, { text, fault: unit === null ? 'missing-unit' : 'spaced' }));
        mended.push(as(Duration, token, `${token.image}s`));
        skip = unit;
        return;
      }
      case Word: {
        const word = token.image.toLowerCase();
        if (next?.tokenType !== Expression || !ifWords.has(word)) break;
        const afterElse = before?.tokenType === keywordTokens.else;
        const start = afterElse && before !== undefined ? before.startOffset : token.startOffset;
        const found = afterElse ? `else ${token.image}` : token.image;
        const right = afterElse || word !== 'if' ? 'else when' : 'when';
        diagnostics.push(diagnose('if-for-when', span(path, start, token.endOffset! + 1), { found, right }));
        if (right === 'else when' && !afterElse) mended.push(as(keywordTokens.else, token));
        mended.push(as(keywordTokens.when, token));
        return;
      }
    }
    if (token.tokenType === LBrace || token.tokenType === LParen) depth++;
    if (token.tokenType === RBrace || token.tokenType === RParen) depth--;
    if (depth > 0 && before !== undefined && endsStep.has(before.tokenType) && (startsStep(token) || isLabel(token, next))) {
      diagnostics.push(diagnose('missing-then', place(), { found: describeToken(token, '') }));
      mended.push(as(Then, token));
    }
    mended.push(token);
  });
  return { value: mended, diagnostics };
}

const ifWords = new Set(['if', 'elif', 'elsif', 'elseif']);

/** After these nothing but `>>` and the like can come before the next step. */
const endsStep: ReadonlySet<TokenType> = new Set([SqlRegion, RBrace]);

function closes(token: IToken | undefined): boolean {
  return token?.tokenType === RBrace || token?.tokenType === RParen;
}

function isLabel(token: IToken, next: IToken | undefined): boolean {
  return next?.tokenType === Colon && /^\w/.test(token.image);
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const satisfies readonly Keyword[];
const methodTokens: ReadonlySet<TokenType> = new Set(methods.map((word) => keywordTokens[word]));
const beforeString: ReadonlySet<TokenType> = new Set(
  (['header', 'fail', 'code', 'part', 'filename', 'type', 'every', 'in'] as const).map((word) => keywordTokens[word]),
);

/** A string stands next, not a quoted identifier: that stands in types only, after the name of a parameter or column. */
function wantsString(tokens: readonly IToken[]): boolean {
  const last = tokens.at(-1)?.tokenType;
  const before = tokens.at(-2);
  if (last === undefined || before === undefined) return false;
  if (methodTokens.has(last)) return before.tokenType === keywordTokens.http;
  if (last === Text) return before.tokenType === keywordTokens.header;
  return beforeString.has(last) && before.image !== '(' && before.image !== ',';
}

const unitWord = /^(?:ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?|d|days?|w|weeks?|millis|milliseconds?)$/i;
const beforeDuration: ReadonlySet<TokenType> = new Set(
  (['sleep', 'timeout', 'retain', 'catchup', 'backoff', 'every'] as const).map((word) => keywordTokens[word]),
);

/** A duration stands next; after `every` a string may stand too. */
function wantsDuration(tokens: readonly IToken[]): boolean {
  const last = tokens.at(-1);
  if (last === undefined) return false;
  if (last.tokenType === Dots) return tokens.at(-2)?.tokenType === Duration;
  return beforeDuration.has(last.tokenType) && tokens.at(-2)?.tokenType !== LParen && tokens.at(-2)?.tokenType !== Comma;
}

function as(type: TokenType, token: IToken, image = token.image): IToken {
  return createTokenInstance(type, image, token.startOffset, token.endOffset!, NaN, NaN, NaN, NaN);
}
