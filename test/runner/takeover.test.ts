import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { install } from './flow.ts';
import { countOf, eventually, type Running, running, startRuns, unfinished } from './running.ts';

let db: TestDatabase;
let survivor: Running | undefined;
const children: ChildProcess[] = [];

beforeAll(async () => {
  // The oldest server: what a killed runner leaves behind is the server's part.
  db = await testDatabase(14);
  await install(
    db.database,
    [
      { name: 'short', steps: [1, 2, 3].map((n) => `INSERT INTO ledger (run, step) SELECT $run.id, ${n} FROM pg_sleep(0.003)`) },
      {
        name: 'steady',
        steps: Array.from({ length: 100 }, (_, n) => `INSERT INTO ledger (run, step) SELECT $run.id, ${n} FROM pg_sleep(0.02)`),
      },
      { name: 'slow', steps: ['INSERT INTO ledger (run, step) SELECT $run.id, 1 FROM pg_sleep(3)'] },
    ],
    'CREATE TABLE ledger (run uuid, step int, at timestamptz DEFAULT clock_timestamp())',
  );
});
afterEach(async () => {
  await survivor?.runner.stop();
  survivor = undefined;
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await db.database.query('TRUNCATE ledger');
});
afterAll(() => db.drop());

async function child(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('runner-process.ts', import.meta.url));
  const one = spawn(process.execPath, [script, db.url], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(one);
  await once(one.stdout!, 'data');
  return one;
}

async function expectEachOnce(runs: number, steps: number): Promise<void> {
  expect(
    await countOf(db.database, 'SELECT count(*) FROM (SELECT run, step FROM ledger GROUP BY run, step HAVING count(*) > 1) twice'),
  ).toBe(0);
  expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(runs * steps);
}

describe('a runner that is killed with SIGKILL', () => {
  test('loses and repeats no step, whenever it is killed', async () => {
    survivor = await running({ database: db.database });
    await startRuns(db.database, 'short', 500);
    for (let i = 0; i < 6; i += 1) {
      const doomed = await child();
      await sleep(50 + i * 37);
      doomed.kill('SIGKILL');
    }
    await eventually('all end', async () => (await unfinished(db.database)) === 0, 20_000);
    await expectEachOnce(500, 3);
  });

  test('has its work taken over in less than a second', async () => {
    const doomed = await child();
    await startRuns(db.database, 'steady', 4);
    await eventually('it is at work', async () => (await countOf(db.database, 'SELECT count(*) FROM ledger')) > 4);
    survivor = await running({ database: db.database });
    await sleep(300);
    doomed.kill('SIGKILL');
    await eventually('all end', async () => (await unfinished(db.database)) === 0, 20_000);
    await expectEachOnce(4, 100);
    const [longest] = await db.database.query<{ ms: number }>(
      'SELECT max(extract(epoch FROM gap) * 1000)::float8 AS ms FROM (SELECT at - lag(at) OVER (PARTITION BY run ORDER BY at) AS gap FROM ledger) g',
    );
    expect(longest?.ms).toBeLessThan(1000);
  });

  test('does not keep the others of a batch waiting for a slow step that nobody watches any more', async () => {
    const doomed = await child();
    await startRuns(db.database, 'slow', 1);
    const working =
      "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pgdurable.work(%' AND pid <> pg_backend_pid()";
    await eventually('it is at work', async () => (await db.database.query(working)).length === 1);
    const [backend] = await db.database.query<{ pid: number }>(working);
    survivor = await running({ database: db.database });
    doomed.kill('SIGKILL');
    await eventually(
      'its statement is ended',
      async () => (await countOf(db.database, `SELECT count(*) FROM pg_stat_activity WHERE pid = ${backend?.pid}`)) === 0,
      1000,
    );
    await eventually('the run ends', async () => (await unfinished(db.database)) === 0, 20_000);
    await expectEachOnce(1, 1);
  });
});
