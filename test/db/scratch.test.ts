import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScratch, type SchemaFile, type Scratch } from '../../src/db/index.ts';
import { mustOpen, type TestDatabase, testDatabase } from '../support/postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

async function scratchOf(schema: readonly SchemaFile[], searchPath = 'public'): Promise<Scratch> {
  const opened = await openScratch({ url: db.url, schema, searchPath });
  if (!opened.ok) throw new Error(opened.problem.message);
  return opened.scratch;
}

async function isTable(scratch: Scratch, name: string): Promise<boolean> {
  return (await scratch.judge.session((session) => session.describe(`SELECT FROM ${name}`, []))).ok;
}

const scratchDatabases = async () =>
  (await db.database.query<{ datname: string }>("SELECT datname FROM pg_database WHERE datname LIKE 'pgdurable_scratch_%'")).map(
    (row) => row.datname,
  );

test('files apply in their order, and nothing is left at the end', async () => {
  const before = await scratchDatabases();
  const scratch = await scratchOf([
    { path: 'db/1.sql', text: 'CREATE TABLE a (id int primary key);' },
    { path: 'db/2.sql', text: 'CREATE TABLE b (id int references a);' },
  ]);
  expect(await isTable(scratch, 'b')).toBe(true);
  await scratch.close();
  expect((await scratchDatabases()).filter((name) => !before.includes(name))).toEqual([]);
});

test.each([
  ['CREATE TABLE ü (id int);\n\nCREATE TABLE b (id intt);', 'intt'],
  ['CREATE TABLE a (id int);\n\n-- again\nCREATE TABLE a (id int);', 'CREATE TABLE a (id int);$'],
  ['CREATE TABLE a (id int)\nCREATE TABLE b ();', 'CREATE TABLE b'],
  ["DO $$ BEGIN RAISE EXCEPTION 'no'; END $$;", 'DO'],
  ['CREATE TABLE a (); COPY a FROM STDIN;', 'COPY'],
  ['CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;\nDROP TABLE nowhere;', 'DROP'],
])('an error in a schema file is told with its place: %j', async (text, at) => {
  const scratch = await scratchOf([
    { path: 'db/ok.sql', text: 'CREATE TABLE fine ()' },
    { path: 'db/bad.sql', text },
    { path: 'db/later.sql', text: 'CREATE TABLE later ()' },
  ]);
  expect(scratch.schemaErrors).toMatchObject([{ path: 'db/bad.sql', offset: text.search(new RegExp(at.replace(/[()]/g, '\\$&'))) }]);
  expect(await isTable(scratch, 'fine')).toBe(true);
  await scratch.close();
});

test('what pg_dump writes can be a schema file', async () => {
  const dump = `\\restrict abcDEF
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.dumped (id int);
\\unrestrict abcDEF
`;
  const scratch = await scratchOf([
    { path: 'db/structure.sql', text: dump },
    { path: 'db/more.sql', text: 'CREATE TABLE more (id int);' },
  ]);
  expect(scratch.schemaErrors).toEqual([]);
  expect(await isTable(scratch, 'dumped JOIN more USING (id)')).toBe(true);
  await scratch.close();
});

test('statements that do not run in a transaction may stand among others', async () => {
  const text = 'CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nCREATE TABLE b (id int);\nCREATE TABLE c (id int4x);';
  const scratch = await scratchOf([{ path: 'db/a.sql', text }]);
  expect(scratch.schemaErrors).toMatchObject([{ offset: text.indexOf('int4x'), error: { position: text.indexOf('int4x') } }]);
  expect(await isTable(scratch, 'b')).toBe(true);
  await scratch.close();
});

test('the search path is the one of the project', async () => {
  const scratch = await scratchOf([{ path: 'db/a.sql', text: 'CREATE SCHEMA app; CREATE TABLE app.a ()' }], 'app, public');
  expect(await isTable(scratch, 'a')).toBe(true);
  await scratch.close();
});

test('databases of killed processes are dropped, young ones and used ones are not', async () => {
  const admin = await mustOpen(db.url);
  const now = Math.floor(Date.now() / 1_000);
  const [old, young, used] = [
    `pgdurable_scratch_${now - 90}_a`,
    `pgdurable_scratch_${now - 5}_b`,
    `pgdurable_scratch_${now - 90}_c`,
  ] as const;
  for (const name of [old, young, used]) await admin.query(`CREATE DATABASE ${name}`);
  const user = await mustOpen(db.url.replace(/[^/]*$/, used));
  const connection = await user.connection();
  await (await scratchOf([])).close();
  const left = await scratchDatabases();
  expect([old, young, used].map((name) => left.includes(name))).toEqual([false, true, true]);
  await connection.close();
  await user.close();
  for (const name of [young, used]) await admin.query(`DROP DATABASE ${name}`);
  await admin.close();
});

test('several at once do not disturb one another', async () => {
  const all = await Promise.all([1, 2, 3, 4].map((n) => scratchOf([{ path: 'db/a.sql', text: `CREATE TABLE a${n} ()` }])));
  expect(await Promise.all(all.map((scratch, at) => isTable(scratch, `a${at + 1}`)))).toEqual([true, true, true, true]);
  await Promise.all(all.map((scratch) => scratch.close()));
});

test('a server that cannot be used is a value', async () => {
  expect(await openScratch({ url: 'postgres://x@127.0.0.1:1/y', schema: [], searchPath: 'public' })).toMatchObject({
    ok: false,
    problem: { kind: 'unreachable' },
  });
});
