import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { fastTime } from './fast-time.ts';
import { install } from './flow.ts';
import { countOf, eventually, type Running, running, startRuns, unfinished } from './running.ts';

let db: TestDatabase;
let now: Running | undefined;

beforeAll(async () => {
  db = await testDatabase();
  await install(
    db.database,
    [
      { name: 'three', steps: [1, 2, 3].map((n) => `INSERT INTO ledger (run, step) VALUES ($run.id, ${n})`) },
      {
        name: 'napping',
        steps: ['INSERT INTO ledger (run, step) VALUES ($run.id, 1)', 'pause: 300', 'INSERT INTO ledger (run, step) VALUES ($run.id, 2)'],
      },
      { name: 'slow', steps: ['INSERT INTO ledger (run, step) SELECT $run.id, 1 FROM pg_sleep(1.6)'] },
      {
        name: 'failing',
        steps: ['INSERT INTO ledger (run, step) SELECT $run.id, 1 / 0'],
        retry: { count: 2, from: 20, to: 20, unless: null },
      },
    ],
    'CREATE TABLE ledger (run uuid, step int, at timestamptz DEFAULT clock_timestamp())',
  );
});
afterEach(async () => {
  await now?.runner.stop();
  now = undefined;
  await db.database.query('TRUNCATE ledger');
});
afterAll(() => db.drop());

describe('a runner', () => {
  test('runs what is started before and while it is there, each step once', async () => {
    await startRuns(db.database, 'three', 50);
    now = await running({ database: db.database });
    await startRuns(db.database, 'three', 50);
    await eventually('all runs end', async () => (await unfinished(db.database)) === 0);
    expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(300);
    expect(await countOf(db.database, 'SELECT count(*) FROM (SELECT DISTINCT run, step FROM ledger) d')).toBe(300);
    expect(now.runner.stats().moved).toBe(100);
    expect(now.runner.stats().errors).toBe(0);
  });

  test('takes up a run within milliseconds when it waits for notifications', async () => {
    now = await running({ database: db.database });
    const waits: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 120));
      const began = performance.now();
      const [run] = await startRuns(db.database, 'three', 1);
      await eventually(
        'the run ends',
        async () => (await countOf(db.database, `SELECT count(*) FROM pgdurable.runs WHERE id = '${run}' AND status = 'completed'`)) === 1,
      );
      waits.push(performance.now() - began);
    }
    expect(waits.sort((a, b) => a - b)[5]).toBeLessThan(100);
  });

  test('goes on after a sleep without waiting for its next look', async () => {
    now = await running({ database: db.database });
    await startRuns(db.database, 'napping', 1);
    await eventually('it ends', async () => (await unfinished(db.database)) === 0);
    const [row] = await db.database.query<{ ms: number }>(
      'SELECT (extract(epoch FROM max(at) - min(at)) * 1000)::float8 AS ms FROM ledger',
    );
    expect(row?.ms).toBeGreaterThanOrEqual(299);
    expect(row?.ms).toBeLessThan(400);
  });

  test('a step that is slow runs alone, and the fast ones of its batch are not held up', async () => {
    now = await running({ database: db.database, batchers: 1 });
    await startRuns(db.database, 'slow', 1);
    await startRuns(db.database, 'three', 100);
    await eventually('the fast ones end', async () => (await countOf(db.database, 'SELECT count(*) FROM ledger')) >= 300, 4000);
    await eventually('the slow one ends', async () => (await unfinished(db.database)) === 0);
    expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(301);
    expect(now.has('interrupted')).toBe(true);
    expect(now.runner.stats().aloneSteps).toBeGreaterThanOrEqual(1);
  });

  test('a failing step is tried again and fails its run alone', async () => {
    now = await running({ database: db.database });
    await startRuns(db.database, 'failing', 3);
    await startRuns(db.database, 'three', 3);
    await eventually('all end', async () => (await unfinished(db.database)) === 0);
    expect(
      await countOf(
        db.database,
        "SELECT count(*) FROM pgdurable.runs WHERE status = 'failed' AND flow = 'failing' AND error ->> 'attempt' = '3'",
      ),
    ).toBe(3);
    expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(9);
  });

  test('asks for less than two statements a second when nothing happens', async () => {
    now = await running({ database: db.database });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const before = now.runner.stats().queries;
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(now.runner.stats().queries - before).toBeLessThanOrEqual(12);
  });
});

test('connections for steps that run alone are opened when there are some and given back', async () => {
  now = await running({ database: db.database, time: fastTime(20) });
  const open = () =>
    countOf(
      db.database,
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%run_alone%' AND pid <> pg_backend_pid()",
    );
  const idle = await open();
  await startRuns(db.database, 'failing', 1);
  await eventually('it ends', async () => (await unfinished(db.database)) === 0);
  expect(await open()).toBeGreaterThan(idle);
  await eventually('the connection is closed', async () => (await open()) === idle);
});

describe('a stop', () => {
  test('ends at once when nothing runs, leaves no announcement and no connection behind', async () => {
    now = await running({ database: db.database });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await countOf(db.database, 'SELECT count(*) FROM pgdurable.idle')).toBe(1);
    const began = performance.now();
    await now.runner.stop();
    expect(performance.now() - began).toBeLessThan(500);
    expect(await countOf(db.database, 'SELECT count(*) FROM pgdurable.idle')).toBe(0);
    await eventually(
      'its connections are gone',
      async () =>
        (await countOf(
          db.database,
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pgdurable.due_parts%' AND pid <> pg_backend_pid()",
        )) === 0,
    );
  });

  test('undoes a step that does not end in time, and another runner runs it', async () => {
    now = await running({ database: db.database, graceMs: 100 });
    await startRuns(db.database, 'slow', 1);
    await eventually(
      'it runs alone',
      async () =>
        (await countOf(
          db.database,
          "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%run_alone%' AND pid <> pg_backend_pid()",
        )) === 1,
    );
    const began = performance.now();
    await now.runner.stop();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(now.has('ending-steps')).toBe(true);
    expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(0);
    now = await running({ database: db.database });
    await eventually('it ends', async () => (await unfinished(db.database)) === 0);
    expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(1);
    expect(await countOf(db.database, "SELECT count(*) FROM pgdurable.runs WHERE flow = 'slow' AND status <> 'completed'")).toBe(0);
  });
});
