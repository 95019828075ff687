import { type Keyword, keywords } from './keywords.ts';
import { vocabulary } from './tokens.ts';

const labels = new Map(vocabulary.map((type) => [type.name, type.LABEL ?? type.name]));
const keywordOf = new Map(keywords.map((word) => [`${word.charAt(0).toUpperCase()}${word.slice(1)}`, word]));

/** What a rule reads, where a list of its first words would be long. */
const ruleNames: Readonly<Record<string, string>> = {
  action: 'a step',
  clause: 'a clause',
  modifier: 'a modifier',
  method: 'an HTTP method (`get head post put patch delete options`)',
  type: 'a type',
  typeModifiers: 'a modifier of the type',
};

const clauseWords: readonly Keyword[] = ['returns', 'every', 'after', 'key', 'limit', 'priority', 'timeout', 'retain', 'retry'];
const stepWords: readonly Keyword[] = ['timeout', 'retry', 'undo', 'else', 'until', 'catch', 'max'];

/** What stands after "expected" in a message. */
export function describeExpected(rule: string, expected: readonly string[]): string {
  const named = ruleNames[rule];
  if (named !== undefined && expected.length > 1) return named;
  if (expected.length === 0) return 'the end of the flow';
  const phrases = expected.map((name) => labels.get(name) ?? name);
  return phrases.length === 1 ? (phrases[0] as string) : `${phrases.slice(0, -1).join(', ')} or ${phrases.at(-1)}`;
}

/** The keywords that could stand where the parser stopped, for "did you mean". */
export function wordsOfRule(rule: string, expected: readonly string[]): readonly string[] {
  const words = expected.flatMap((name) => keywordOf.get(name) ?? []);
  if (rule === 'block' && expected.includes('LBrace')) return [...words, ...clauseWords];
  if (expected.includes('RBrace') || expected.includes('RParen')) return [...words, ...stepWords];
  return words;
}
