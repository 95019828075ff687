import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnostics/index.ts';

interface Listed {
  readonly slug: string;
  readonly code: string;
  readonly summary: string;
  readonly explain: string;
}

const FOLDER = new URL('../../src/diagnostics/catalogue/', import.meta.url);

/** What each file of the catalogue holds, by the file's name. */
const perFile = await Promise.all(
  readdirSync(FOLDER)
    .filter((file) => /^\d-/.test(file))
    .map(async (file) => {
      const exported: Readonly<Record<string, Readonly<Record<string, Omit<Listed, 'slug'>>>>> = await import(new URL(file, FOLDER).href);
      const listed = Object.values(exported).filter((value) => Object.values(value).every((one) => typeof one.explain === 'string'));
      return { file, entries: listed.flatMap((value) => Object.entries(value).map(([slug, one]): Listed => ({ ...one, slug }))) };
    }),
);
const entries: readonly Listed[] = perFile.flatMap((one) => one.entries);

describe('the catalogue', () => {
  it('gives each diagnostic a code and a slug of its own', () => {
    expect(duplicates(entries.map((one) => one.code))).toEqual([]);
    expect(duplicates(entries.map((one) => one.slug))).toEqual([]);
  });

  it('holds the entries of all its files', () => {
    expect(Object.keys(catalogue).sort()).toEqual(entries.map((one) => one.slug).sort());
  });

  it.each(perFile)('begins the codes of $file with its digit', ({ file, entries: ofFile }) => {
    for (const { code } of ofFile) expect(code).toMatch(new RegExp(`^DF${file[0]}\\d{3}$`));
  });

  it.each(entries)('$code $slug says in a few words what it is, and explains it', ({ summary, explain }) => {
    expect(summary).not.toMatch(/[`$.]/);
    expect(explain).toMatch(/\.$/);
  });
});

function duplicates(values: readonly string[]): readonly string[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}
