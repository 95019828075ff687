import type { IToken } from 'chevrotain';
import { type Keyword, keywords } from './keywords.ts';
import { stepWords } from './step-words.ts';
import { LBrace, LParen, vocabulary } from './tokens.ts';

const labels = new Map(vocabulary.map((type) => [type.name, type.LABEL ?? type.name]));
const keywordOf = new Map(keywords.map((word) => [`${word.charAt(0).toUpperCase()}${word.slice(1)}`, word]));

/** What a rule reads, where a list of its first words would be long. */
const ruleNames = new Map([
  ['action', 'a step'],
  ['clause', 'a clause'],
  ['modifier', 'a modifier'],
  ['method', 'an HTTP method (`get head post put patch delete options`)'],
  ['type', 'a type'],
  ['typeModifiers', 'a modifier of the type'],
]);

/** What stands after "expected" in a message. */
export function describeExpected(rule: string, expected: readonly string[], before: IToken | undefined): string {
  const named = ruleNames.get(rule);
  if (named !== undefined && expected.length > 1) return named;
  const [only] = expected;
  if (expected.length === 1 && only !== undefined) {
    const opened = before?.tokenType === LBrace || before?.tokenType === LParen;
    if (only === 'RBrace') return opened ? 'a step or `}`' : '`>>` or `}`';
    if (only === 'RParen' && rule === 'group') return '`>>` or `)`';
    if (only === 'RParen') return '`,` or `)`';
    if (only === 'LBrace' && rule === 'block') return '`{`';
  }
  const phrases = expected.map((name) => labels.get(name) ?? name);
  return phrases.length < 2 ? (phrases[0] ?? 'the end of the flow') : `${phrases.slice(0, -1).join(', ')} or ${phrases.at(-1)}`;
}

const clauseWords: readonly Keyword[] = ['returns', 'every', 'after', 'key', 'limit', 'priority', 'timeout', 'retain', 'retry'];
const afterStepWords: readonly Keyword[] = [
  'timeout',
  'retry',
  'undo',
  'else',
  'until',
  'catch',
  'max',
  'header',
  'json',
  'accept',
  'backoff',
  'unless',
];

/** The keywords that could stand where the parser stopped, for "did you mean". */
export function wordsOfRule(rule: string, expected: readonly string[]): readonly string[] {
  if (rule === 'action') return stepWords;
  const words = expected.flatMap((name) => keywordOf.get(name) ?? []);
  if (expected.includes('LBrace')) return [...words, ...clauseWords];
  if (expected.includes('RBrace') || expected.includes('RParen')) return [...words, ...afterStepWords];
  return words;
}

/** What other languages call a step. */
const foreign = new Map<string, Keyword>([
  ['while', 'repeat'],
  ['loop', 'repeat'],
  ['do', 'repeat'],
  ['foreach', 'for'],
  ['each', 'for'],
  ['map', 'for'],
  ['switch', 'when'],
  ['case', 'when'],
  ['throw', 'fail'],
  ['raise', 'fail'],
  ['error', 'fail'],
  ['abort', 'fail'],
  ['wait', 'sleep'],
  ['delay', 'sleep'],
  ['pause', 'sleep'],
  ['exec', 'sql'],
  ['execute', 'sql'],
  ['query', 'sql'],
  ['fetch', 'http'],
  ['request', 'http'],
  ['curl', 'http'],
  ['get', 'http'],
  ['post', 'http'],
  ['let', 'bind'],
  ['var', 'bind'],
  ['const', 'bind'],
  ['set', 'bind'],
  ['exit', 'return'],
  ['stop', 'return'],
  ['run', 'call'],
  ['invoke', 'call'],
  ['spawn', 'start'],
  ['signal', 'await'],
]);

export function meantWord(rule: string, found: string): Keyword | null {
  return rule === 'action' ? (foreign.get(found.toLowerCase()) ?? null) : null;
}
