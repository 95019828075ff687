import { describe, expect, it } from 'vitest';
import { hasAlias, isRelationPlace, scanSql } from '../../src/sql/index.ts';
import { reservedWords } from '../../src/sql/reserved-words.ts';
import { testDatabase } from '../support/postgres.ts';

/** Of the only reference in a text. */
function askOf(text: string): { readonly relation: boolean; readonly alias: boolean } {
  const scan = scanSql(text);
  const [reference] = scan.references;
  if (reference === undefined) throw new Error('no reference');
  return { relation: isRelationPlace(text, scan, reference.start), alias: hasAlias(text, scan, reference.end) };
}

describe('where rows may stand', () => {
  it.each([
    'SELECT 1 FROM $b.*',
    'SELECT 1 FROM t, $b.*',
    'SELECT 1 FROM t JOIN u ON f(t.a, u.b) = 1, $b.*',
    'SELECT 1 FROM t JOIN u USING (a, b), $b.*',
    'SELECT 1 FROM t LEFT JOIN $b.* ON true',
    'SELECT 1 FROM (t CROSS JOIN $b.*)',
    'SELECT 1 FROM ($b.* CROSS JOIN t)',
    'SELECT 1 FROM t, LATERAL $b.*',
    'SELECT 1 FROM f(1, 2) g, /* c */ $b.*',
    'DELETE FROM t USING $b.*',
    'UPDATE t SET a = 1, b = 2 FROM $b.*',
    'MERGE INTO t USING $b.* ON true WHEN MATCHED THEN DELETE',
    'SELECT 1 WHERE EXISTS (SELECT 1 FROM $b.*)',
    'INSERT INTO t SELECT * FROM $b.*',
  ])('%s', (text) => expect(askOf(text).relation).toBe(true));

  it.each([
    'SELECT $b.*',
    'SELECT 1, $b.*',
    'SELECT count($b.*)',
    'SELECT f(1, $b.*) FROM t',
    'SELECT 1 FROM f($b.*)',
    'SELECT 1 FROM t WHERE a IN ($b.*)',
    'SELECT 1 FROM t WHERE a IS DISTINCT FROM $b.*',
    'SELECT 1 FROM t ORDER BY a, $b.*',
    'SELECT 1 FROM t GROUP BY $b.*',
    'UPDATE t SET a = 1, b = $b.*',
    'INSERT INTO t VALUES (1, $b.*)',
    'INSERT INTO $b.* VALUES (1)',
    'DELETE FROM t RETURNING a, $b.*',
    '$b.*',
  ])('not here: %s', (text) => expect(askOf(text).relation).toBe(false));
});

describe('whether an alias follows', () => {
  it.each(['$b.* x', '$b.* AS x', '$b.* "x"', '$b.*x', '$b.* /* c */ x', '$b.* rows', '$b.* values', '$b.*\n-- c\nas x'])(
    'yes: %s',
    (text) => expect(askOf(text).alias).toBe(true),
  );
  it.each([
    '$b.*',
    '$b.* WHERE a',
    '$b.* left JOIN t',
    '$b.*, t',
    '$b.*)',
    '$b.* ON true',
    '$b.* natural join t',
    '$b.* tablesample x',
    '$b.* -- x',
  ])('no: %s', (text) => expect(askOf(text).alias).toBe(false));
});

describe('reserved words', () => {
  it.each([14, 18] as const)('hold all that Postgres %i does not take as a bare alias of a table', async (major) => {
    const database = await testDatabase(major);
    const rows = await database.database.query<{ word: string }>("SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')");
    await database.drop();
    expect(rows.map(({ word }) => word).filter((word) => !reservedWords.has(word))).toEqual([]);
  });

  it('hold nothing that Postgres 18 takes as one', async () => {
    const database = await testDatabase(18);
    const rows = await database.database.query<{ word: string }>("SELECT word FROM pg_get_keywords() WHERE catcode NOT IN ('R', 'T')");
    await database.drop();
    expect(rows.map(({ word }) => word).filter((word) => reservedWords.has(word))).toEqual([]);
  });
});
