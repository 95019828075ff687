import { EOF, type IToken } from 'chevrotain';
import { type Diagnostic, diagnose, didYouMean, type Slug } from '../../diagnostics/index.ts';
import { type SourceFile, span } from '../../source/index.ts';
import { causes, type Situation } from './causes.ts';
import { describeToken } from './describe-token.ts';
import { describeExpected, meantWord, wordsOfRule } from './phrases.ts';
import type { ReadingError } from './read-flow.ts';
import { Broken, Name } from './tokens.ts';

/** After these it is unclear what belongs to what, and what would be said of the rest only follows from them. */
const lost: ReadonlySet<Slug> = new Set(['unclosed-bracket', 'unclosed-region', 'outside-flow']);

/** Turns the errors in one flow into diagnostics. `end` is what a message calls the end of the flow's text. */
export function explainErrors(file: SourceFile, errors: readonly ReadingError[], end: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const error of errors) {
    // Reported when it was cut; the text after it is not known.
    if (error.found.tokenType === Broken) break;
    // That the flow has no end is said of the first error, which may well be why.
    if (error.found.tokenType === EOF && diagnostics.length > 0) break;
    const diagnostic = explain(situate(file, error, end));
    diagnostics.push(diagnostic);
    if (lost.has(diagnostic.slug as Slug)) break;
  }
  return diagnostics;
}

function situate(
  file: SourceFile,
  { expectation: { rule, tokens: expected }, tokens, index, found }: ReadingError,
  end: string,
): Situation {
  const tail = tokens.at(-1)!.endOffset! + 1;
  return {
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
