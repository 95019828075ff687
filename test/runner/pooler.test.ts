import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { mustOpen, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { install } from './flow.ts';
import { PGBOUNCER, type Pooler, startPooler } from './pooler.ts';
import { countOf, eventually, type Running, running, startRuns, unfinished } from './running.ts';

if (PGBOUNCER === undefined) console.warn('left out: the runner behind a transaction pooler, as PgBouncer is not installed');

describe.skipIf(PGBOUNCER === undefined)('a runner behind a transaction pooler', () => {
  let db: TestDatabase;
  let pooler: Pooler;
  let through: Database;

  beforeAll(async () => {
    db = await testDatabase();
    await install(
      db.database,
      [
        { name: 'three', steps: [1, 2, 3].map((n) => `INSERT INTO ledger (run, step) VALUES ($run.id, ${n})`) },
        { name: 'slow', steps: ['INSERT INTO ledger (run, step) SELECT $run.id, 1 FROM pg_sleep(1.5)'] },
      ],
      'CREATE TABLE ledger (run uuid, step int)',
    );
    pooler = await startPooler(db.url, 6);
    through = await mustOpen(pooler.url);
  });
  afterAll(async () => {
    await through.close();
    await pooler.stop();
    await db.drop();
  });

  async function withRunner(use: (one: Running) => Promise<void>): Promise<void> {
    const one = await running({ database: through });
    try {
      await use(one);
    } finally {
      await one.runner.stop();
      await db.database.query('TRUNCATE ledger');
    }
  }

  test('finds out that it is, and leaves no setting and no listener on the server', () =>
    withRunner(async (one) => {
      expect(one.events.find((event) => event.kind === 'started')).toMatchObject({ pooler: true });
      await startRuns(db.database, 'three', 20);
      await eventually('all end', async () => (await unfinished(db.database)) === 0);
      for (let i = 0; i < 6; i += 1) {
        const [row] = await through.query<{ found: string }>(
          "SELECT current_setting('client_connection_check_interval') || (SELECT count(*) FROM pg_listening_channels()) AS found",
        );
        expect(row?.found).toBe('00');
      }
      expect(await countOf(db.database, 'SELECT count(*) FROM pgdurable.idle')).toBe(0);
    }));

  test('runs each step once and takes up new runs within milliseconds after the last', () =>
    withRunner(async () => {
      await startRuns(db.database, 'three', 300);
      await eventually('all end', async () => (await unfinished(db.database)) === 0);
      const waits: number[] = [];
      for (let i = 0; i < 10; i += 1) {
        await sleep(100);
        const began = performance.now();
        await startRuns(db.database, 'three', 1);
        await eventually('it ends', async () => (await unfinished(db.database)) === 0);
        waits.push(performance.now() - began);
      }
      expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(930);
      expect(waits.sort((a, b) => a - b)[5]).toBeLessThan(150);
    }));

  test('interrupts a batch that a slow step holds up, and nobody else', () =>
    withRunner(async (one) => {
      await startRuns(db.database, 'slow', 2);
      await startRuns(db.database, 'three', 50);
      await eventually('all end', async () => (await unfinished(db.database)) === 0, 15_000);
      expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(152);
      expect(one.has('interrupted')).toBe(true);
      expect(one.has('work-failed')).toBe(false);
      expect(one.has('suspect')).toBe(false);
    }));

  test('comes back when the pooler was away', async () => {
    const one = await running({ database: through });
    await pooler.stop();
    await startRuns(db.database, 'three', 20);
    await sleep(300);
    expect(one.has('connection-lost')).toBe(true);
    await one.runner.stop();
    pooler = await startPooler(db.url, 6);
    through = await mustOpen(pooler.url);
    await withRunner(async () => {
      await eventually('all end', async () => (await unfinished(db.database)) === 0);
      expect(await countOf(db.database, 'SELECT count(*) FROM ledger')).toBe(60);
    });
  });
});
