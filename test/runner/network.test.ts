import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustOpen, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { install } from './flow.ts';
import { startProxy } from './proxy.ts';
import { countOf, eventually, running, startRuns, unfinished } from './running.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await install(
    db.database,
    [{ name: 'three', steps: [1, 2, 3].map((n) => `INSERT INTO ledger (run, step) SELECT $run.id, ${n} FROM pg_sleep(0.003)`) }],
    'CREATE TABLE ledger (run uuid, step int)',
  );
});
afterAll(() => db.drop());

test('connections that fail without a word are given up, and each step still happens once', async () => {
  const proxy = await startProxy(db.url);
  const through = await mustOpen(proxy.url);
  const one = await running({ database: through });
  await startRuns(db.database, 'three', 300);
  await sleep(300);
  proxy.freeze();
  await eventually('all end', async () => (await unfinished(db.database)) === 0, 25_000);
  expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(900);
  expect(one.has('connection-lost')).toBe(true);
  await one.runner.stop();
  await proxy.close();
  await through.close();
}, 60_000);
