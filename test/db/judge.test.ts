import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScratch, type Scratch } from '../../src/db/index.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let scratch: Scratch;
beforeAll(async () => {
  db = await testDatabase();
  const opened = await openScratch({
    url: db.url,
    schema: [
      {
        path: 'db/a.sql',
        text: "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id bigint, total numeric(12,2), tags text[], m mood)",
      },
    ],
    searchPath: 'public',
    prelude:
      'CREATE SCHEMA pgdurable; CREATE FUNCTION pgdurable.start(flow text) RETURNS uuid LANGUAGE sql AS $$SELECT gen_random_uuid()$$',
  });
  if (!opened.ok) throw new Error(opened.problem.message);
  scratch = opened.scratch;
});
afterAll(async () => {
  await scratch.close();
  await db.drop();
});

test('columns are named and typed in full', async () => {
  expect(scratch.schemaErrors).toEqual([]);
  const described = await scratch.judge.session((session) =>
    session.describe('SELECT id, total, tags, m, pgdurable.start($1) AS run FROM t WHERE id = $2', ['text', 'bigint']),
  );
  expect(described).toEqual({
    ok: true,
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'total', type: 'numeric(12,2)' },
      { name: 'tags', type: 'text[]' },
      { name: 'm', type: 'public.mood' },
      { name: 'run', type: 'uuid' },
    ],
  });
});

test('500 statements', async () => {
  const start = performance.now();
  await scratch.judge.session(async (session) => {
    for (let i = 0; i < 500; i++)
      expect((await session.describe(`SELECT id, total FROM t WHERE id = $1 + ${i}`, ['bigint'])).ok).toBe(true);
  });
  console.log(performance.now() - start);
});
