import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { mustOpen, type OwnServer, ownServer } from '../support/postgres.ts';
import { install } from './flow.ts';
import { countOf, eventually, type Running, running, startRuns, unfinished } from './running.ts';

let server: OwnServer;
let database: Database;
let admin: Database;
const runners: Running[] = [];

/** Backends of runners that are at work. */
const WORKING = "state = 'active' AND (query LIKE '%pgdurable.work(%' OR query LIKE '%pgdurable.run_alone%') AND pid <> pg_backend_pid()";

/** Changes when the server has gone through crash recovery: all its backends are new then. */
const RECOVERED = "SELECT min(backend_start)::text AS at FROM pg_stat_activity WHERE backend_type = 'checkpointer'";

beforeAll(async () => {
  server = await ownServer(18);
  database = await mustOpen(server.url);
  admin = await mustOpen(server.adminUrl);
  await install(
    database,
    [
      { name: 'three', steps: [1, 2, 3].map((n) => `INSERT INTO ledger (run, step) SELECT $run.id, ${n} FROM pg_sleep(0.002)`) },
      {
        name: 'long',
        steps: [
          'INSERT INTO ledger (run, step) SELECT $run.id, 1 FROM pg_sleep(0.7)',
          'INSERT INTO ledger (run, step) VALUES ($run.id, 2)',
        ],
      },
      { name: 'sleeping', steps: ['pause: 3600000'] },
      // Dies as often as the table says; the answer to a crash is not to crash with it for ever.
      {
        name: 'poison',
        steps: [
          'INSERT INTO ledger (run, step) SELECT $run.id, CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 1 END FROM pg_sleep(0.01)',
        ],
      },
    ],
    'CREATE TABLE ledger (run uuid, step int)',
  );
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map(({ runner }) => runner.stop()));
  await database.query('TRUNCATE ledger');
});
afterAll(async () => {
  await database.close();
  await admin.close();
  await server.stop();
});

async function start(options: { graceMs?: number; batchers?: number } = {}): Promise<Running> {
  const one = await running({ database, ...options });
  runners.push(one);
  return one;
}

/** Runs that did not complete, with what they say about it. */
async function failures(flow: string): Promise<readonly string[]> {
  const rows = await database.query<{ error: string }>(
    "SELECT status || ' ' || coalesce(error::text, '') AS error FROM pgdurable.runs WHERE flow = $1 AND status <> 'completed'",
    [flow],
  );
  return rows.map((row) => row.error);
}

async function expectLedger(runs: number, steps: number): Promise<void> {
  expect(await countOf(database, 'SELECT count(*) FROM (SELECT run, step FROM ledger GROUP BY run, step HAVING count(*) > 1) twice')).toBe(
    0,
  );
  expect(await countOf(database, 'SELECT count(*) FROM ledger')).toBe(runs * steps);
}

describe('each step happens once and every run ends', () => {
  test('when backends are terminated at random', async () => {
    await start();
    await start();
    await startRuns(database, 'three', 400);
    for (let i = 0; i < 15; i += 1) {
      await sleep(60);
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE ${WORKING} ORDER BY random() LIMIT 1) one`,
      );
    }
    await eventually('all end', async () => (await unfinished(database)) === 0, 20_000);
    expect(await failures('three')).toEqual([]);
    await expectLedger(400, 3);
    expect(runners.some((one) => one.has('suspect'))).toBe(true);
  });

  test('when the server is killed and comes back', async () => {
    const one = await start();
    await start();
    await startRuns(database, 'three', 300);
    for (let i = 0; i < 2; i += 1) {
      await sleep(300);
      await server.kill();
      await sleep(100);
      await server.restart();
    }
    await eventually('all end', async () => (await unfinished(database).catch(() => -1)) === 0, 20_000);
    expect(await failures('three')).toEqual([]);
    await expectLedger(300, 3);
    expect(one.runner.stats().reconnects).toBeGreaterThanOrEqual(2);
  });

  test('when a backend is killed with SIGKILL, which takes all others along', async () => {
    await start();
    await start();
    await startRuns(database, 'three', 300);
    for (let i = 0; i < 3; i += 1) {
      await sleep(200);
      const [backend] = await admin.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE ${WORKING} LIMIT 1`);
      if (backend === undefined) continue;
      const [before] = await admin.query<{ at: string }>(RECOVERED);
      process.kill(backend.pid, 'SIGKILL');
      const again = () =>
        admin.query<{ at: string }>(RECOVERED).then(
          ([now]) => now?.at !== before?.at,
          () => false,
        );
      await eventually('the server has recovered', again);
    }
    await eventually('all end', async () => (await unfinished(database).catch(() => -1)) === 0, 20_000);
    expect(await failures('three')).toEqual([]);
    await expectLedger(300, 3);
  });

  test('when one of two runners stops in the midst of slow steps and gives them no grace', async () => {
    const impatient = await start({ graceMs: 0 });
    await start();
    await startRuns(database, 'long', 4);
    await eventually('steps run', async () => (await countOf(database, `SELECT count(*) FROM pg_stat_activity WHERE ${WORKING}`)) >= 2);
    await impatient.runner.stop();
    await eventually('all end', async () => (await unfinished(database)) === 0, 15_000);
    await expectLedger(4, 2);
  });
});

describe('a step that kills its backend', () => {
  test('fails its run with `crashed` and takes nobody along', async () => {
    await start();
    const before = await countOf(database, "SELECT count(*) FROM pgdurable.runs WHERE status = 'completed'");
    await startRuns(database, 'poison', 1);
    await startRuns(database, 'three', 100);
    await eventually('all end', async () => (await unfinished(database)) === 0, 20_000);
    await expectLedger(100, 3);
    const rows = await database.query<{ code: string }>("SELECT error ->> 'code' AS code FROM pgdurable.runs WHERE flow = 'poison'");
    expect(rows).toEqual([{ code: 'crashed' }]);
    expect(await countOf(database, "SELECT count(*) FROM pgdurable.runs WHERE status = 'completed'")).toBe(before + 100);
  });
});

test('a run is cancelled also while its part is suspect', async () => {
  const one = await start();
  const [sleeper] = await startRuns(database, 'sleeping', 1);
  await eventually(
    'it sleeps',
    async () => (await countOf(database, "SELECT count(*) FROM pgdurable.runs WHERE status = 'waiting'")) === 1,
  );
  await startRuns(database, 'long', 20);
  await eventually('steps run', async () => (await countOf(database, `SELECT count(*) FROM pg_stat_activity WHERE ${WORKING}`)) >= 1);
  await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${WORKING}`);
  await eventually('it is suspicious', () => one.has('suspect'));
  await database.query('SELECT pgdurable.cancel($1::uuid)', [sleeper!]);
  await eventually('all end', async () => (await unfinished(database)) === 0, 25_000);
  expect(await failures('sleeping')).toEqual([expect.stringContaining('cancelled')]);
  await expectLedger(20, 2);
});

describe('a database that is away', () => {
  test('does not end a runner, which goes on within a second after it is back', async () => {
    const one = await start();
    await server.kill();
    await sleep(1500);
    expect(one.has('connection-lost')).toBe(true);
    await server.restart();
    await startRuns(database, 'three', 1);
    const back = performance.now();
    await eventually('it ends', async () => (await unfinished(database)) === 0, 8000);
    expect(performance.now() - back).toBeLessThan(5000);
    await one.runner.stop();
  });

  test('does not keep a runner from stopping', async () => {
    const one = await start();
    await server.kill();
    await sleep(100);
    const began = performance.now();
    await one.runner.stop();
    expect(performance.now() - began).toBeLessThan(1000);
    await server.restart();
  });
});
