import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { railroadHtml } from '../../scripts/railroad-svg.mjs';
import { cstTypes, serializedGrammar } from '../../src/language/parse/describe-grammar.ts';
import { expectations } from '../../src/language/parse/expectation.ts';
import { FlowParser } from '../../src/language/parse/grammar.ts';
import { type Keyword, keywords, reservedNames } from '../../src/language/parse/keywords.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const sorted = (words: Iterable<string>): string[] => [...new Set(words)].sort();
const all = sorted(keywords);

/** The rules of the EBNF: name to text, comments left out. */
function ebnfRules(): ReadonlyMap<string, string> {
  const text = read('grammar/dflow.ebnf').replaceAll(/\(\*[\s\S]*?\*\)/g, '');
  return new Map([...text.matchAll(/^(\w+)\s*=((?:"[^"]*"|'[^']*'|[^;"'])*);/gm)].map(([, name = '', body = '']) => [name, body]));
}

const quotedWords = (body: string): string[] => [...body.matchAll(/"([a-z]+)"/g)].map(([, word = '']) => word);

interface Part {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly definition?: readonly Part[];
}

function partsOf(part: Part): readonly Part[] {
  return [part, ...(part.definition ?? []).flatMap(partsOf)];
}

function parserKeywords(rule: Part): string[] {
  return partsOf(rule).flatMap(({ type, label }) => (type === 'Terminal' ? (/^`([a-z]+)`$/.exec(label ?? '')?.[1] ?? []) : []));
}

const rules = serializedGrammar() as unknown as readonly (Part & { readonly name: string })[];

describe('the grammars agree', () => {
  test('on the keywords: parser', () => {
    expect(sorted(rules.flatMap(parserKeywords))).toEqual(all);
  });

  test('on the keywords: EBNF', () => {
    expect(sorted([...ebnfRules().values()].flatMap(quotedWords))).toEqual(all);
  });

  test('on the keywords: TextMate', () => {
    const { repository } = JSON.parse(read('grammar/dflow.tmLanguage.json'));
    const patterns: readonly { readonly match: string }[] = repository.keywords.patterns;
    const words = patterns.flatMap(({ match }) => /\(\?:([a-z|]+)\)\\b$/.exec(match)?.[1]?.split('|') ?? []);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    expect(sorted(words)).toEqual(all);
  });

  test('on the keywords: README', () => {
    const list = /^> (.*)$/m.exec(read('grammar/README.md'))?.[1] ?? '';
    expect(list.split(' ')).toEqual(all);
  });

  test('rule by rule: each rule of the parser is in the EBNF, with the same keywords', () => {
    const ebnf = ebnfRules();
    for (const rule of rules) {
      const body = ebnf.get(rule.name);
      expect(body, rule.name).toBeDefined();
      expect({ rule: rule.name, words: sorted(parserKeywords(rule)) }).toEqual({ rule: rule.name, words: sorted(quotedWords(body ?? '')) });
    }
  });

  test('the EBNF uses nothing that it does not define', () => {
    const ebnf = ebnfRules();
    const tokens = ['sqlexpr', 'bareexpr', 'SQL', 'JSON', 'quoted', 'typeword', 'letter', 'digit', 'character', 'identifier'];
    for (const [name, body] of ebnf) {
      const used = [...body.replaceAll(/"[^"]*"|'[^']*'/g, ' ').matchAll(/[A-Za-z]\w*/g)].map(([word]) => word);
      expect({ name, unknown: used.filter((word) => !ebnf.has(word) && !tokens.includes(word)) }).toEqual({ name, unknown: [] });
    }
  });

  test('the README names the reserved words', () => {
    const rows = [...read('grammar/README.md').matchAll(/^\| `([a-z ]+)` \| a (flow|binding)/gm)].map(([, words = '']) => words.split(' '));
    expect(rows.map(sorted)).toEqual([sorted(reservedNames.flow), sorted(reservedNames.parameter)]);
    const regions: readonly string[] = ['sql', 'json', 'when', 'until', 'unless', 'key', 'per', 'body', 'part', 'sleep', 'default'];
    expect(sorted(reservedNames.flow)).toEqual(sorted(regions));
    expect(regions.every((word) => keywords.includes(word as Keyword))).toBe(true);
  });
});

test('the grammar has no ambiguity and no left recursion', () => {
  expect(() => new FlowParser(expectations, false)).not.toThrow();
});

describe('what is written from the grammar is up to date', () => {
  test('grammar/railroad.html (npm run build && node scripts/railroad.mjs)', () => {
    expect(read('grammar/railroad.html')).toBe(railroadHtml(serializedGrammar()));
  });

  test('src/language/parse/cst.ts (npm run build && node scripts/cst-types.mjs)', () => {
    expect(read('src/language/parse/cst.ts')).toBe(cstTypes());
  });

  test('the railroad page needs nothing from elsewhere', () => {
    expect(read('grammar/railroad.html')).not.toMatch(/https?:|<script|<link|url\(/);
  });
});
