import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const pages = ['README.md', 'grammar/README.md', ...readdirSync('docs').map((name) => `docs/${name}`)];
/** Folders of the repository: what a page names in them has to be there. */
const PATHS = /`((?:src|docs|grammar|fixtures|test|bench|scripts|bin|\.ci)(?:\/[\w.-]+)*)\/?`/g;

it.each(pages)('every path that %s names is there', (page) => {
  const named = [...readFileSync(page, 'utf8').matchAll(PATHS)].map((match) => match[1] as string);
  expect(named.filter((each) => !existsSync(path.resolve(each)))).toEqual([]);
});
