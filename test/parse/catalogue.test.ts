import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { syntax } from '../../src/diagnostics/catalogue/1-syntax.ts';
import { FILE_LIMIT, parse } from '../../src/language/parse/index.ts';
import { DEPTH_LIMIT } from '../../src/language/parse/limit-depth.ts';

const entries = Object.entries(syntax) as [
  string,
  { readonly code: string; readonly bad?: string; readonly good?: string; readonly explain: string },
][];
const slugs = (text: string): string[] => parse({ path: 'a.dflow', text }).diagnostics.map(({ slug }) => slug);

describe('the entries of class 1', () => {
  test.each(entries)('%s: its examples are one', (slug, { bad, good }) => {
    if (slug === 'text-too-large') return expect(bad).toBeUndefined();
    expect(slugs(bad ?? '')).toContain(slug);
    if (slug !== 'too-many-errors') expect(new Set(slugs(bad ?? ''))).toEqual(new Set([slug]));
    expect(slugs(good ?? '')).toEqual([]);
    expect(good).not.toBe('');
  });

  test('have codes of class 1, each once', () => {
    const codes = entries.map(([, { code }]) => code);
    expect(codes.every((code) => /^DF1\d{3}$/.test(code))).toBe(true);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('are all in a golden folder, but the one of four million characters', () => {
    const root = new URL('../../fixtures/golden/parse/', import.meta.url);
    const expected = readdirSync(root)
      .filter((name) => name.startsWith('error-'))
      .map((name) => readFileSync(new URL(`${name}/expected.txt`, root), 'utf8'));
    const seen = new Set(expected.flatMap((text) => [...text.matchAll(/ error DF1\d{3} ([\w-]+)/g)].map(([, slug]) => slug)));
    expect(entries.map(([slug]) => slug).filter((slug) => !seen.has(slug))).toEqual(['text-too-large']);
  });
});

describe('limits', () => {
  test('a file of the largest size is read, one character more is not', () => {
    const flow = 'flow a { sql { SELECT 1 } }';
    const fits = `${flow}${' '.repeat(FILE_LIMIT - flow.length)}`;
    expect(parse({ path: 'a.dflow', text: fits }).value.flows).toHaveLength(1);
    expect(slugs(`${fits} `)).toEqual(['text-too-large']);
  });

  test('the deepest nesting is read, one level more is not', () => {
    const nested = (depth: number): string => `flow a { ${'( '.repeat(depth - 1)}sql { SELECT 1 }${' )'.repeat(depth - 1)} }`;
    expect(slugs(nested(DEPTH_LIMIT))).toEqual([]);
    expect(slugs(nested(DEPTH_LIMIT + 1))).toEqual(['nesting-too-deep']);
  });
});
