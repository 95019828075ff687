import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connection, type Database, sqlErrorOf } from '../../src/db/index.ts';
import { deploy } from '../../src/deploy/index.ts';
import { openCompiling } from '../compile/compiling.ts';
import { running, unfinished } from '../runner/running.ts';
import { mustOpen, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { blocksOf } from './markdown.ts';
import { execute } from './statements.ts';

// Roles belong to the whole server, which other tests use too: here they have names of their own.
const own = randomBytes(4).toString('hex');
const page = readFileSync('docs/operations.md', 'utf8').replaceAll(/\bapp_(worker|web)\b/g, `app_$1_${own}`);
const schema = 'CREATE TABLE visits (name text NOT NULL)';
const flow = `flow visit (name text) returns (name text) { return sql { INSERT INTO visits VALUES ($name) RETURNING name } }`;

let db: TestDatabase;
let connection: Connection;
beforeAll(async () => {
  db = await testDatabase();
  const compiling = await openCompiling(schema);
  const compiled = await compiling.flow(flow);
  await compiling.close();
  await db.database.query(schema);
  expect(await deploy(db.database, [compiled])).toMatchObject({ ok: true });
  connection = await db.database.connection();
  for (const block of blocksOf(page)) await execute(block, connection);
});
afterAll(async () => {
  for (const name of ['worker', 'web']) await db.database.query(`DROP ROLE IF EXISTS app_${name}_${own}`);
  await connection.close();
  await db.drop();
});

function as(name: string): Promise<Database> {
  const url = new URL(db.url);
  url.username = `app_${name}_${own}`;
  url.password = 'secret';
  return mustOpen(url.href);
}

async function refusal(database: Database, sql: string): Promise<string | undefined> {
  try {
    await database.query(sql);
  } catch (error) {
    return sqlErrorOf(error, sql)?.code;
  }
}

it('every block of the page is SQL that is executed', () => {
  expect(new Set(blocksOf(page).map(({ language }) => language))).toEqual(new Set(['sql']));
});

it('the two logins of the page drive and start runs, and reach no table', async () => {
  const [worker, web] = [await as('worker'), await as('web')];
  try {
    for (const role of [worker, web]) {
      expect(await refusal(role, 'SELECT FROM visits')).toBe('42501');
      expect(await refusal(role, "INSERT INTO visits VALUES ('Eve')")).toBe('42501');
    }
    await web.query(`SELECT pgdurable.start('visit', '{"name": "Ada"}')`);
    expect(await refusal(web, 'SELECT FROM pgdurable.token')).toBe('42501');
    const { runner } = await running({ database: worker });
    await expect.poll(() => unfinished(web), { timeout: 10_000 }).toBe(0);
    await runner.stop();
    expect(await web.query('SELECT flow, status, result FROM pgdurable.runs')).toEqual([
      { flow: 'visit', status: 'completed', result: '[{"name": "Ada"}]' },
    ]);
    expect(await db.database.query('SELECT name FROM visits')).toEqual([{ name: 'Ada' }]);
  } finally {
    await Promise.all([worker.close(), web.close()]);
  }
});
