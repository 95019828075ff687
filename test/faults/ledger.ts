import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { mustOpen, type OwnServer, ownServer } from '../support/postgres.ts';
import type { Major } from '../support/server.ts';
import { deployText, must } from './deploy-text.ts';
import { eventually } from './eventually.ts';
import { EXPECTED_STEPS, LEDGER_FLOWS, LEDGER_SCHEMA, LEDGER_TRIGGERS } from './ledger-flows.ts';

/** A server that may be killed, with the flows of the ledger on it. */
export interface Ledger {
  readonly server: OwnServer;
  readonly database: Database;
  /** As superuser. */
  readonly admin: Database;
  /** Starts this many runs of each flow. */
  startRuns(count: number): Promise<void>;
  /** Waits until the server answers again. */
  answering(): Promise<void>;
  unfinished(): Promise<number>;
  /** Of each flow there are so many runs; all have completed, each step of each is there once and in its order, and nothing is left of them. */
  expectEachStepOnce(atLeast: number): Promise<void>;
  stop(): Promise<void>;
}

export async function openLedger(major: Major): Promise<Ledger> {
  const server = await ownServer(major);
  const database = await mustOpen(server.url);
  await must(database.script(LEDGER_SCHEMA));
  await deployText(database, LEDGER_FLOWS);
  await must(database.script(LEDGER_TRIGGERS));
  return ledgerOver(server, database, await mustOpen(server.adminUrl));
}

function ledgerOver(server: OwnServer, database: Database, admin: Database): Ledger {
  const flows = Object.keys(EXPECTED_STEPS);
  let started = 0;

  async function unfinished(): Promise<number> {
    const [row] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM pgdurable.token WHERE tok = 0');
    return row!.n;
  }

  return {
    server,
    database,
    admin,
    unfinished,
    async startRuns(count) {
      for (const flow of flows)
        await database.query(
          "SELECT count(*) FROM pgdurable.start_many($1, (SELECT array_agg(jsonb_build_object('n', n)) FROM generate_series($2::int, $3::int) n))",
          [flow, started + 1, started + count],
        );
      started += count;
    },
    async answering() {
      await eventually('the server answers', async () => (await admin.query('SELECT')).length >= 0, 60_000);
    },
    async expectEachStepOnce(atLeast) {
      expect(started, 'runs of each flow').toBeGreaterThanOrEqual(atLeast);
      await waitForTheEnd(database, unfinished);
      expect(await runsThatAreNotRight(database), 'runs whose steps are not there exactly once').toEqual([]);
      const counts = await database.query(
        'SELECT flow, status, count(*)::int AS n FROM pgdurable.runs GROUP BY flow, status ORDER BY flow',
      );
      expect(counts).toEqual([...flows].sort().map((flow) => ({ flow, status: 'completed', n: started })));
      expect(await runsOutOfOrder(database), 'runs whose last step was not the last').toEqual([]);
      expect(await historyThatDiffers(database), 'steps that the history and the ledger count differently').toEqual([]);
      const [left] = await database.query(
        `SELECT (SELECT count(*) FROM pgdurable.token)::int AS tokens, (SELECT count(*) FROM pgdurable.binding)::int AS bindings,
                (SELECT count(*) FROM pgdurable.inbox)::int AS messages`,
      );
      expect(left).toEqual({ tokens: 0, bindings: 0, messages: 0 });
    },
    async stop() {
      await database.close();
      await admin.close();
      await server.stop();
    },
  };
}

const SILENCE_MS = 30_000;

/** As long as runs end it goes on waiting; none in half a minute is a run that is stuck. */
async function waitForTheEnd(database: Database, unfinished: () => Promise<number>): Promise<void> {
  let left = await unfinished();
  for (let changedAt = Date.now(); left > 0; await sleep(20)) {
    const now = await unfinished();
    if (now !== left) changedAt = Date.now();
    left = now;
    if (Date.now() - changedAt > SILENCE_MS) {
      const stuck = await database.query('SELECT t.*, pgdurable.now() AS now FROM pgdurable.token t ORDER BY run, tok LIMIT 20');
      throw new Error(`${left} runs do not end: ${JSON.stringify(stuck, null, 1)}`);
    }
  }
}

/** The first ten of them, with what is wrong. */
async function runsThatAreNotRight(database: Database): Promise<readonly string[]> {
  const rows = await database.query<{ id: string; flow: string; n: number; status: string; error: string | null; steps: string }>(`
    SELECT r.id, r.flow, (r.params ->> 'n')::int AS n, r.status, r.error::text, coalesce(l.steps, '') AS steps
      FROM pgdurable.runs r
      LEFT JOIN (SELECT run, string_agg(step, ' ' ORDER BY step COLLATE "C") AS steps FROM ledger GROUP BY run) l ON l.run = r.id`);
  return rows
    .filter(({ flow, n, steps, status }) => status !== 'completed' || steps !== EXPECTED_STEPS[flow]!(n).join(' '))
    .slice(0, 10)
    .map((row) => `${row.flow} ${row.id} ${row.status} ${row.error}: ${row.steps}`);
}

async function runsOutOfOrder(database: Database): Promise<readonly unknown[]> {
  return database.query(`
    SELECT l.run FROM ledger l JOIN ledger o ON o.run = l.run AND o.at > l.at WHERE l.step IN ('last', 'c') LIMIT 10`);
}

async function historyThatDiffers(database: Database): Promise<readonly unknown[]> {
  return database.query(`
    SELECT l.run, l.n AS in_ledger, h.n AS in_history
      FROM (SELECT run, count(*) AS n FROM ledger GROUP BY run) l
      FULL JOIN (SELECT run_id AS run, count(*) AS n FROM pgdurable.steps WHERE kind = 'sql' AND status = 'completed' GROUP BY run_id) h USING (run)
     WHERE l.n IS DISTINCT FROM h.n LIMIT 10`);
}
