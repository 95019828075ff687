import { EOF, type IRecognitionException, type IToken } from 'chevrotain';
import { type Diagnostic, diagnose, didYouMean } from '../../diagnostics/index.ts';
import { type Span, span } from '../../source/index.ts';
import { describeToken } from './describe-token.ts';
import { decodeExpectation } from './expectation.ts';
import { startsStep } from './mend.ts';
import { describeExpected, wordsOfRule } from './phrases.ts';
import {
  BareExpression,
  Broken,
  Comma,
  Duration,
  Equals,
  Expression,
  Gives,
  Integer,
  keywordTokens,
  LBrace,
  LBracket,
  LParen,
  RBrace,
  RBracket,
  Reference,
  RParen,
  SqlRegion,
  Text,
  Unknown,
  Word,
} from './tokens.ts';

/** An error of the parser with what is needed to explain it. */
interface Situation {
  readonly rule: string;
  readonly expects: (type: { readonly name: string }) => boolean;
  readonly expected: readonly string[];
  readonly found: IToken;
  readonly before: IToken | undefined;
  readonly place: Span;
  /** The tokens of the flow up to the one that was found. */
  readonly past: readonly IToken[];
}

/** Turns the parser's errors in one flow into diagnostics. What only follows from an earlier error is left out. */
export function explainErrors(path: string, tokens: readonly IToken[], errors: readonly IRecognitionException[]): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const error of errors) {
    const { rule, tokens: expected } = decodeExpectation(error.message);
    const found = error.token;
    const index = found.tokenType === EOF ? tokens.length : tokens.indexOf(found);
    const end = (found.tokenType === EOF ? tokens.at(-1)! : found).endOffset! + 1;
    const situation: Situation = {
      rule,
      expected,
      expects: (type) => expected.includes(type.name),
      found,
      before: tokens[index - 1],
      place: span(path, found.tokenType === EOF ? end : found.startOffset, end),
      past: tokens.slice(0, index),
    };
    if (found.tokenType === Broken) break;
    const isConsequence = diagnostics.length > 0 && (expected.length === 0 || found.tokenType === EOF || isCloser(found));
    if (!isConsequence) diagnostics.push(explain(situation, path));
  }
  return diagnostics;
}

/** What stands before the first flow of a file. */
export function explainStray(path: string, tokens: readonly IToken[]): readonly Diagnostic[] {
  const [found] = tokens;
  if (found === undefined || found.tokenType === Broken) return [];
  return [diagnose('outside-flow', span(path, found.startOffset, found.endOffset! + 1), { found: describeToken(found) })];
}

function explain(situation: Situation, path: string): Diagnostic {
  const { found, place, expected, rule } = situation;
  for (const cause of causes) {
    const diagnostic = cause(situation, path);
    if (diagnostic !== null) return diagnostic;
  }
  const words = found.tokenType === Word ? wordsOfRule(rule, expected) : [];
  return diagnose('unexpected-token', place, {
    found: describeToken(found),
    expected: describeExpected(rule, expected),
    suggestion: didYouMean(found.image.toLowerCase(), words),
  });
}

type Cause = (situation: Situation, path: string) => Diagnostic | null;

/** Likely causes, the most telling first; each answers with a diagnostic where it is the one. */
const causes: readonly Cause[] = [
  ({ found, before, place }) =>
    found.tokenType === keywordTokens.return && before?.tokenType === keywordTokens.return
      ? diagnose('return-of-jump', place, { what: 'return' })
      : null,

  ({ expects, found, before, place }) =>
    expects(Expression) && before !== undefined && !isCloser(found) && found.tokenType !== LBrace && found.tokenType !== Integer
      ? diagnose('missing-parentheses', place, { after: before.image.toLowerCase() })
      : null,

  ({ expects, found, before, place }) =>
    expects(SqlRegion) && before !== undefined && !isCloser(found)
      ? diagnose('missing-braces', place, { after: before.image.toLowerCase() })
      : null,

  ({ expects, found, before, place }) =>
    (expects(Text) || before?.tokenType === keywordTokens.fail) &&
    before !== undefined &&
    found.tokenType === Word &&
    before.tokenType !== LParen
      ? diagnose('missing-quotes', place, { after: before.image.toLowerCase() })
      : null,

  ({ expects, found, place }) =>
    expects(Duration) && found.tokenType === Integer
      ? diagnose('invalid-duration', place, { text: found.image, fault: 'missing-unit' })
      : null,

  ({ expects, found, place }) =>
    expects(BareExpression) && (found.tokenType === Comma || found.tokenType === RParen)
      ? diagnose('empty-region', place, { expected: 'a SQL expression' })
      : null,

  ({ expects, past, found, place }) => {
    const bind = past.findLastIndex((token) => token.tokenType === keywordTokens.bind);
    const name = past[bind + 1];
    return expects(Equals) && bind !== -1 && name !== undefined && found.tokenType !== EOF
      ? diagnose('missing-equals', place, { name: name.image })
      : null;
  },

  ({ rule, expects, found, before, place }) => {
    if (rule !== 'arg' || isCloser(found)) return null;
    return diagnose('wrong-assignment', place, { name: expects(Gives) && before !== undefined ? before.image : 'name' });
  },

  ({ rule, expects, found, before, place }) =>
    expects(RParen) && inList.has(rule) && before?.tokenType !== LParen && startsItem(found)
      ? diagnose('missing-comma', place, { found: describeToken(found) })
      : null,

  ({ expects, found, place }) =>
    closes(expects) && startsStep(found) ? diagnose('missing-then', place, { found: describeToken(found) }) : null,

  ({ expects, found, past }, path) => {
    if (!closes(expects) || !(found.tokenType === EOF || isCloser(found))) return null;
    const bracket = lastOpen(past);
    if (bracket === null) return null;
    return diagnose('unclosed-bracket', span(path, bracket.startOffset, bracket.endOffset! + 1), {
      bracket: bracket.image,
      before: describeToken(found),
    });
  },

  ({ rule, expects, found, before, place }) =>
    rule === 'block' && expects(LBrace) && before !== undefined && startsStep(found)
      ? diagnose('missing-braces', place, { after: before.tokenType === Expression ? 'when (..)' : before.image.toLowerCase() })
      : null,

  ({ found, place }) =>
    found.tokenType === Unknown
      ? diagnose('unexpected-character', place, {
          character: found.image,
          code: `U+${found.image.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
        })
      : null,

  ({ expected, found, place }) => (expected.length === 0 ? diagnose('outside-flow', place, { found: describeToken(found) }) : null),
];

const inList: ReadonlySet<string> = new Set(['flow', 'columns', 'args', 'typeModifiers']);
const closers: ReadonlySet<unknown> = new Set([RBrace, RParen, RBracket]);
const openers: ReadonlySet<unknown> = new Set([LBrace, LParen, LBracket]);

function isCloser(token: IToken): boolean {
  return closers.has(token.tokenType) || token.tokenType === EOF;
}

function closes(expects: Situation['expects']): boolean {
  return expects(RBrace) || expects(RParen) || expects(RBracket);
}

/** Could begin the next parameter, column or argument. */
function startsItem(token: IToken): boolean {
  return /^[\w"]/.test(token.image) || token.tokenType === Reference;
}

function lastOpen(tokens: readonly IToken[]): IToken | null {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i] as IToken;
    if (closers.has(token.tokenType)) depth++;
    else if (openers.has(token.tokenType) && depth-- === 0) return token;
  }
  return null;
}
