import { EOF, type IToken } from 'chevrotain';
import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type SourceFile, type Span, span } from '../../source/index.ts';
import { closedTooFarLeft, closerOf, isCloser, openBrackets } from './brackets.ts';
import { startsStep } from './step-words.ts';
import * as is from './tokens.ts';
import { keywordTokens as word } from './tokens.ts';

/** An error of the parser with what is needed to explain it. */
export interface Situation {
  readonly file: SourceFile;
  readonly rule: string;
  /** Names of the kinds of token that could stand here. */
  readonly expected: readonly string[];
  readonly expects: (type: { readonly name: string }) => boolean;
  readonly found: IToken;
  readonly foundText: string;
  readonly before: IToken | undefined;
  /** The tokens of the flow before the one that was found, and the next two after it. */
  readonly past: readonly IToken[];
  readonly rest: readonly IToken[];
  readonly place: Span;
}

/** Answers with a diagnostic where it is the cause. */
export type Cause = (situation: Situation) => Diagnostic | null;

const doubledReturn: Cause = ({ found, before, place }) =>
  found.tokenType === word.return && before?.tokenType === word.return ? diagnose('return-of-jump', place, { what: 'return' }) : null;

const bareSql: Cause = ({ rule, found, place }) =>
  rule === 'action' && sqlVerbs.has(found.image.toLowerCase()) ? diagnose('bare-sql', place, { verb: found.image }) : null;

const missingBind: Cause = ({ rule, found, rest: [next, afterNext], place }) => {
  if (rule !== 'action' || found.tokenType !== is.Word) return null;
  if (next?.tokenType === is.Equals) return diagnose('missing-bind', place, { name: found.image });
  return afterNext?.tokenType === is.Equals && next !== undefined ? diagnose('missing-bind', place, { name: next.image }) : null;
};

const missingParentheses: Cause = ({ rule, expects, found, before, place }) => {
  if (before === undefined || isCloser(found) || found.tokenType === is.LBrace) return null;
  const after = before.image.toLowerCase();
  if (expects(is.LParen) && rule === 'columns') return diagnose('missing-parentheses', place, { after, what: 'columns' });
  return expects(is.Expression) && found.tokenType !== is.Integer && !expects(is.Duration)
    ? diagnose('missing-parentheses', place, { after, what: 'expression' })
    : null;
};

const missingBraces: Cause = ({ rule, expects, found, before, past, place }) => {
  if (before === undefined || isCloser(found)) return null;
  if (expects(is.SqlRegion)) return diagnose('missing-braces', place, { after: before.image.toLowerCase() });
  if (rule !== 'block' || !expects(is.LBrace) || !startsStep(found)) return null;
  const inHead = !past.some((token) => token.tokenType === is.LBrace);
  const after = inHead ? `flow ${past[1]?.image ?? ''}` : before.tokenType === is.Expression ? 'when (..)' : before.image.toLowerCase();
  return diagnose('missing-braces', place, { after });
};

const missingQuotes: Cause = ({ expects, found, before, place }) =>
  (expects(is.Text) || before?.tokenType === word.fail) &&
  before !== undefined &&
  found.tokenType === is.Word &&
  before.tokenType !== is.LParen
    ? diagnose('missing-quotes', place, { after: before.image.toLowerCase() })
    : null;

const emptyList: Cause = ({ rule, found, before, file }) =>
  found.tokenType === is.RParen && before?.tokenType === is.LParen && lists.has(rule)
    ? diagnose('empty-list', span(file.path, before.startOffset, found.endOffset! + 1), {})
    : null;

const missingEquals: Cause = ({ expects, past, found, place }) => {
  const bind = past.findLastIndex((token) => token.tokenType === word.bind);
  const name = past[bind + 1];
  return expects(is.Equals) && bind !== -1 && name !== undefined && found.tokenType !== EOF
    ? diagnose('missing-equals', place, { name: name.image })
    : null;
};

const unnamedArgument: Cause = ({ rule, expects, found, before, place }) => {
  if ((rule !== 'arg' && rule !== 'args') || isCloser(found) || found.tokenType === is.Comma || expects(is.RParen)) return null;
  return diagnose('wrong-assignment', place, { name: expects(is.Gives) && before !== undefined ? before.image : 'name' });
};

const missingComma: Cause = ({ rule, expects, found, foundText, before, place }) =>
  expects(is.RParen) && lists.has(rule) && before?.tokenType !== is.LParen && /^[\w"$]/.test(found.image)
    ? diagnose('missing-comma', place, { found: foundText })
    : null;

const missingThen: Cause = ({ expects, found, foundText, before, place }) =>
  closes(expects) && startsStep(found) && before?.tokenType !== is.LBrace ? diagnose('missing-then', place, { found: foundText }) : null;

const unclosedBracket: Cause = ({ file, rule, expects, found, foundText, past }) => {
  const beginsBody = found.tokenType === is.LBrace && lists.has(rule);
  if (!closes(expects) || !(isCloser(found) || beginsBody)) return null;
  const open = openBrackets(past);
  const innermost = open.at(-1);
  // A closing bracket that nothing opened is one too many; otherwise the one it belongs to is further out.
  if (innermost === undefined || (found.tokenType !== EOF && !beginsBody && !open.some((one) => closerOf(one) === found.tokenType)))
    return null;
  const bracket = (found.tokenType === EOF ? closedTooFarLeft(file.text, past) : null) ?? innermost;
  const greedy = past.find((token) => token.startOffset > bracket.startOffset && isGreedy(token));
  if (greedy !== undefined) {
    const opening = span(file.path, greedy.startOffset, greedy.startOffset + 1);
    return diagnose('unclosed-region', opening, { bracket: greedy.image.charAt(0) });
  }
  const place = span(file.path, bracket.startOffset, bracket.endOffset! + 1);
  return diagnose('unclosed-bracket', place, { bracket: bracket.image, before: foundText });
};

const invalidName: Cause = ({ file, expects, found, before, rest: [next], place }) => {
  if (expects(is.Name) && (found.tokenType === is.Duration || found.tokenType === is.Integer))
    return diagnose('invalid-name', place, { name: found.image });
  const follows = before !== undefined && before.endOffset! + 1 === found.startOffset && /^\w/.test(before.image);
  if (!follows || !found.image.startsWith('-') || found.tokenType === is.Arrow || before.tokenType === is.Duration) return null;
  const last = found.image === '-' && next?.startOffset === found.endOffset! + 1 ? next : found;
  const name = before.image + found.image + (last === found ? '' : last.image);
  return diagnose('invalid-name', span(file.path, before.startOffset, last.endOffset! + 1), { name });
};

/** What is meant differs from what stands there by a sign. */
const slipOfSign: Cause = ({ expected, rule, expects, found, foundText, before, place }) => {
  const suggest = (wanted: string, suggestion: string) =>
    diagnose('unexpected-token', place, { found: foundText, expected: wanted, suggestion });
  if (expects(is.Reference) && found.tokenType === is.Word) return suggest('a reference or `sql { .. }`', `$${found.image}`);
  if (expects(is.Name) && found.tokenType === is.Reference) return suggest('a name', found.image.slice(1));
  if (expects(is.Name) && found.tokenType === is.Quoted) return suggest('a name without quotes', found.image.slice(1, -1).toLowerCase());
  if (expects(word.signal) && found.tokenType === is.Word) return suggest('`signal`', `signal ${found.image}`);
  if (rule === 'flow' && expects(is.RParen) && found.tokenType === is.Equals) return suggest('`,` or `)`', 'default');
  const range = before !== undefined && (before.tokenType === is.Duration || before.tokenType === is.Integer) && /^-\d/.test(found.image);
  return range && expected.length > 0 ? suggest('`..`', `${before.image}..${found.image.slice(1)}`) : null;
};

const strangeCharacter: Cause = ({ found, place }) => {
  if (found.tokenType !== is.Unknown) return null;
  const code = `U+${found.image.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return diagnose('unexpected-character', place, { character: found.image, code });
};

const outsideFlow: Cause = ({ expected, foundText, place }) =>
  expected.length === 0 ? diagnose('outside-flow', place, { found: foundText }) : null;

/** Likely causes, the most telling first. */
export const causes: readonly Cause[] = [
  doubledReturn,
  bareSql,
  missingBind,
  unnamedArgument,
  invalidName,
  slipOfSign,
  missingParentheses,
  missingBraces,
  missingQuotes,
  emptyList,
  missingEquals,
  missingComma,
  missingThen,
  unclosedBracket,
  strangeCharacter,
  outsideFlow,
];

const sqlVerbs = new Set([
  'select',
  'insert',
  'update',
  'delete',
  'with',
  'merge',
  'create',
  'alter',
  'drop',
  'truncate',
  'values',
  'vacuum',
]);
const lists: ReadonlySet<string> = new Set(['flow', 'columns', 'args', 'typeModifiers']);
function closes(expects: Situation['expects']): boolean {
  return expects(is.RBrace) || expects(is.RParen) || expects(is.RBracket);
}

/** A region that has taken steps for SQL: its own closing bracket is the one that is missing. */
function isGreedy(token: IToken): boolean {
  return (token.tokenType === is.SqlRegion || token.tokenType === is.Expression) && /\n[ \t]*>>[ \t]|\bsql\s*\{/.test(token.image);
}
