import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CompiledFlow } from '../../src/compile.ts';
import type { Connection } from '../../src/db/index.ts';
import { deploy } from '../../src/deploy/index.ts';
import type { Runner } from '../../src/runner/index.ts';
import { openCompiling } from '../compile/compiling.ts';
import { running, unfinished } from '../runner/running.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { blocksOf, tableBelow } from './markdown.ts';
import { execute } from './statements.ts';

const page = readFileSync('docs/sql-api.md', 'utf8');
const blocks = blocksOf(page);

let db: TestDatabase;
let runner: Runner;
let connection: Connection;
beforeAll(async () => {
  db = await testDatabase();
  const compiling = await openCompiling();
  const texts = blocks.filter(({ language }) => language === 'dflow').map(({ text }) => text);
  const flows: CompiledFlow[] = [];
  for (const text of texts) flows.push(await compiling.flow(text));
  await compiling.close();
  expect(await deploy(db.database, flows)).toMatchObject({ ok: true });
  connection = await db.database.connection();
  runner = (await running({ database: db.database })).runner;
});
afterAll(async () => {
  await connection.close();
  await runner.stop();
  await db.drop();
});

/** Functions of the engine that members of pgdurable_client may execute. */
const FUNCTIONS = `
  SELECT format('pgdurable.%s(%s) returns %s', proname, pg_get_function_arguments(oid), pg_get_function_result(oid)) AS signature
    FROM pg_proc
   WHERE pronamespace = 'pgdurable'::regnamespace AND has_function_privilege('pgdurable_client', oid, 'execute')
     AND proname <> 'render' -- which the view of steps is made with`;

it('every function that a client may call is there, with its signature', async () => {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/::[\w ]+/g, '')
      .replaceAll('timestamp with time zone', 'timestamptz');
  const actual = await db.database.query<{ signature: string }>(FUNCTIONS);
  const told = tableBelow(page, 'Functions').map(([cell]) => (cell as string).slice(1, -1));
  expect(told.sort()).toEqual(actual.map(({ signature }) => plain(signature)).sort());
});

it.each(['runs', 'steps', 'flows'])('the columns of pgdurable.%s are those of the view', async (view) => {
  const actual = await db.database.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
    [`pgdurable.${view}`],
  );
  const told = tableBelow(page, `pgdurable.${view}`).map(([name, type]) => ({ name: name?.slice(1, -1), type: type?.slice(1, -1) }));
  expect(told).toEqual(actual);
});

it('every view that a client may read is there', async () => {
  const rows = await db.database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'pgdurable'::regnamespace AND relkind = 'v' ORDER BY 1`,
  );
  expect(rows.map(({ name }) => name).filter((name) => !page.includes(`### pgdurable.${name}\n`))).toEqual([]);
});

it('every error code of the page is raised by an example, and no other is', () => {
  const told = tableBelow(page, 'Errors').map(([cell]) => (cell as string).slice(1, -1));
  const raised = [...page.matchAll(/-- error (PD\d+)/g)].map((match) => match[1]);
  expect([...new Set(raised)].sort()).toEqual(told);
});

it('the examples do what the page says', async () => {
  const examples = blocks.filter(({ language }) => language === 'sql');
  expect(examples.length).toBeGreaterThan(5);
  for (const block of examples) await execute(block, connection);
  await expect.poll(() => unfinished(db.database), { timeout: 10_000 }).toBe(0);
  const outcomes = await db.database.query(
    "SELECT params ->> 'name' AS name, status, result -> 0 ->> 'line' AS line, error ->> 'code' AS code, error ->> 'message' AS message FROM pgdurable.runs ORDER BY 1",
  );
  const done = (name: string, gift: string) => ({ name, status: 'completed', line: `${name} gets ${gift}`, code: null, message: null });
  const approval = (name: string, line: string) => ({ name, status: 'completed', line, code: null, message: null });
  expect(outcomes).toEqual([
    done('Ada', '7.13'),
    done('Cy', '5.00'),
    done('Di', '5.00'),
    done('Ed', '5.00'),
    { name: 'Flo', status: 'cancelled', line: null, code: 'cancelled', message: 'no need' },
    approval('Hal', 'Hal may go'),
    approval('Ida', 'Ida stays'),
    approval('Kim', 'Kim may go'),
  ]);
});
