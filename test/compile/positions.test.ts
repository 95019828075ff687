import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compiling, openCompiling } from './compiling.ts';

let compiling: Compiling;
beforeAll(async () => {
  compiling = await openCompiling('CREATE TABLE t (id bigint, body text);');
});
afterAll(() => compiling.close());

/** What may stand before a mistake without being one. */
const before = fc.constantFrom(
  "'æøå', ",
  "'😀 it''s', ",
  "E'\\'😀', ",
  '$$ $n 😀 $$, ',
  '/* 😀 $n */ ',
  '-- æ $n\n',
  '\r\n\t',
  '$n, ',
  '$n + $n, ',
  '$b.id?, ',
  '(SELECT max(id) FROM $b.*), ',
  '(SELECT max(x.id) FROM $b.* AS x, $b.* y), ',
  'b.body, ',
  "'𝒳' || $name, ",
);

describe('the place of what Postgres refuses', () => {
  it('is exact, whatever stands before it', async () => {
    const wrong = fc.constantFrom('wrong_column', 'b.wrong_column', '"Wrong column"', 'wrong_function', 'pg_catalog.wrong_function');
    const holds = fc.asyncProperty(
      fc.array(before, { maxLength: 6 }),
      fc.array(before, { maxLength: 3 }),
      wrong,
      async (first, second, mistake) => {
        const called = mistake.endsWith('function') ? `${mistake}($n)` : mistake;
        const clean = `SELECT ${second.join('')} 1 FROM $b.*`;
        const text = `-- 😀\nflow f (n int, name text) {\n  bind b = sql { SELECT id, body FROM t }\n  >> sql { ${clean}; SELECT ${first.join('')} ${called} FROM $b.* } }`;
        const { diagnostics } = await compiling.text(text);
        const errors = diagnostics.filter(({ severity }) => severity === 'error');
        expect(errors.map(({ span }) => text.slice(span?.start, span?.end))).toEqual([mistake]);
        expect(errors[0]?.span?.start).toBe(text.lastIndexOf(mistake));
      },
    );
    await fc.assert(holds, { numRuns: 150 });
  });

  it('is exact in conditions, defaults, keys and pauses', async () => {
    for (const text of [
      "flow f (n int) { when ('😀' = 'æ' AND wrong_name > $n -- c\n ) { sleep 1s } }",
      "flow f (n text default '😀' || wrong_name) { sleep 1s }",
      "flow f (n int) key ('😀' || $n, 'æ' || wrong_name) { sleep 1s }",
      'flow f (n int) { sleep until (/* 😀 */ now() + $n * wrong_name) }',
      "flow f { sql { SELECT 1 } retry 1 unless ($err.message = '😀' OR wrong_name) }",
    ]) {
      const { diagnostics } = await compiling.text(text);
      expect(diagnostics.map(({ span }) => text.slice(span?.start, span?.end))).toEqual(['wrong_name']);
    }
  });
});
