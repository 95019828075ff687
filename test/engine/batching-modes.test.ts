import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partsOf, work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase } from './engine-database.ts';

const RUNS = 400;
const CONNECTIONS = 5;

let db: EngineDatabase;
beforeAll(async () => {
  db = await engineDatabase(
    18,
    `CREATE TABLE ledger (run uuid, step int);
     CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);
     INSERT INTO counter SELECT g FROM generate_series(1, 6) g`,
  );
  await db.deploy(`
    flow collide (a int, b int, c int) {
      sql { INSERT INTO ledger VALUES ($run.id, 1); UPDATE counter SET n = n + 1 WHERE id = $a }
      >> sql { INSERT INTO ledger VALUES ($run.id, 2); UPDATE counter SET n = n + 1 WHERE id = $b }
      >> sleep 1ms
      >> ( sql { INSERT INTO ledger VALUES ($run.id, 3); UPDATE counter SET n = n + 1 WHERE id = $c }
         & sql { INSERT INTO ledger VALUES ($run.id, 4) } )
    }`);
});
afterAll(() => db.drop());

const modes: Record<string, { seat: boolean; before?: string }> = {
  'many connections in one part': { seat: false },
  'one connection in each part': { seat: true },
  'one worker with the licence': {
    seat: false,
    before: `INSERT INTO pgdurable.batch_licence SELECT version, 1000, 1000, now() FROM pgdurable.flow WHERE name = 'collide'
             ON CONFLICT (version) DO UPDATE SET batches = 1000`,
  },
  'every step alone': { seat: false, before: 'UPDATE pgdurable.token SET lane = 1 WHERE tok = 0' },
};

test.each(Object.keys(modes))('%s, backends killed: each step of each run once, though all collide', { timeout: 120_000 }, async (name) => {
  const mode = modes[name] as (typeof modes)[string];
  await db.database.query('TRUNCATE ledger');
  await db.database.query('UPDATE counter SET n = 0');
  await db.database.query(
    `SELECT count(*) FROM pgdurable.start_many('collide', (SELECT array_agg(jsonb_build_object('a', g % 6 + 1, 'b', g / 6 % 6 + 1, 'c', g % 5 + 1))
       FROM generate_series(1, ${RUNS}) g))`,
  );
  if (mode.before !== undefined) await db.database.query(mode.before);
  let ended = false;
  const loops = Array.from({ length: CONNECTIONS }, async (_, offset) => {
    let connection = await db.database.connection();
    const parts = await partsOf(connection);
    for (let i = offset; !ended; i++) {
      const part = parts[i % parts.length] as number;
      try {
        const { moved } = await work(connection, part, 30, mode.seat);
        if (moved <= 0 && !(await workAlone(connection, part))) await sleep(1);
      } catch {
        // Killed: its claims are free again.
        await connection.close().catch(() => {});
        connection = await db.database.connection();
      }
    }
    await connection.close();
  });
  for (let i = 0; (await db.value('SELECT EXISTS (SELECT 1 FROM pgdurable.token)')) === 'true'; i++) {
    await sleep(20);
    if (i % 3 === 0 && i < 60) {
      await db.database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND query LIKE '%pgdurable.%' AND pid <> pg_backend_pid() LIMIT 1`,
      );
    }
  }
  ended = true;
  await Promise.all(loops);
  expect(await db.value('SELECT count(*) FROM ledger')).toBe(String(RUNS * 4));
  expect(await db.value('SELECT count(DISTINCT (run, step)) FROM ledger')).toBe(String(RUNS * 4));
  expect(await db.value('SELECT sum(n) FROM counter')).toBe(String(RUNS * 3));
});
