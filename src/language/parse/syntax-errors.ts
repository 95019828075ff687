import { EOF, type IRecognitionException, type IToken } from 'chevrotain';
import { type Diagnostic, diagnose, didYouMean } from '../../diagnostics/index.ts';
import { type SourceFile, span } from '../../source/index.ts';
import { isCloser } from './brackets.ts';
import { causes, type Situation } from './causes.ts';
import { describeToken } from './describe-token.ts';
import { decodeExpectation } from './expectation.ts';
import { describeExpected, meantWord, wordsOfRule } from './phrases.ts';
import { Broken, Name } from './tokens.ts';

/** An error so soon after another is its consequence: the parser has not found its way back yet. */
const TOKENS_BETWEEN = 3;

/**
 * Turns the parser's errors in one flow into diagnostics. What only follows from an earlier error is left out.
 * `end` is what a message calls the end of the flow's text.
 */
export function explainErrors(
  file: SourceFile,
  tokens: readonly IToken[],
  errors: readonly IRecognitionException[],
  end: string,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const tail = tokens.at(-1)!.endOffset! + 1;
  let last = Number.NEGATIVE_INFINITY;
  for (const error of errors) {
    const found = error.token;
    // Reported when it was cut; the text after it is lost.
    if (found.tokenType === Broken) break;
    const index = found.tokenType === EOF ? tokens.length : tokens.indexOf(found);
    const { rule, tokens: expected } = decodeExpectation(error.message);
    const isConsequence = diagnostics.length > 0 && (index - last < TOKENS_BETWEEN || expected.length === 0 || isCloser(found));
    last = index;
    if (isConsequence) continue;
    const situation: Situation = {
      file,
      rule,
      expected,
      expects: (type) => expected.includes(type.name),
      found,
      foundText: describeToken(found, end),
      before: tokens[index - 1],
      past: tokens.slice(0, index),
      rest: tokens.slice(index + 1, index + 3),
      place: found.tokenType === EOF ? span(file.path, tail, tail) : span(file.path, found.startOffset, found.endOffset! + 1),
    };
    diagnostics.push(explain(situation));
  }
  return diagnostics;
}

/** What stands before the first flow of a file. */
export function explainStray(path: string, tokens: readonly IToken[]): readonly Diagnostic[] {
  const [found] = tokens;
  if (found === undefined || found.tokenType === Broken) return [];
  return [diagnose('outside-flow', span(path, found.startOffset, found.endOffset! + 1), { found: describeToken(found, '') })];
}

function explain(situation: Situation): Diagnostic {
  for (const cause of causes) {
    const diagnostic = cause(situation);
    if (diagnostic !== null) return diagnostic;
  }
  const { rule, expected, found, foundText, before, place } = situation;
  return diagnose('unexpected-token', place, {
    found: foundText,
    expected: describeExpected(rule, expected, before),
    suggestion: isWord(found) ? (meantWord(rule, found.image) ?? didYouMean(found.image.toLowerCase(), wordsOfRule(rule, expected))) : null,
  });
}

function isWord(token: IToken): boolean {
  return (token.tokenType.CATEGORIES ?? []).includes(Name);
}
