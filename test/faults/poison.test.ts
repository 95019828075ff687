import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { mustOpen, ownServer } from '../support/postgres.ts';
import { MAJORS, type Major } from '../support/server.ts';
import { deployText, must } from './deploy-text.ts';
import { eventually } from './eventually.ts';
import { startWorkers } from './faults.ts';
import { isSoak } from './soak.ts';
import { startWorker } from './worker.ts';

const SCHEMA = `
CREATE TABLE ledger (run uuid, step text);
CREATE FUNCTION end_connection() RETURNS void LANGUAGE sql AS $$ SELECT pg_terminate_backend(pg_backend_pid()) $$;
`;

/** A file counts what is rolled back too. The server is ended as the machine does it when there is no memory left. */
const asSuperuser = (attempts: string): string => `
CREATE FUNCTION count_attempt() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  COPY (SELECT 'one') TO PROGRAM 'cat >> ${attempts}';
END $$;
CREATE FUNCTION end_server() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID';
END $$;
`;

const flows = (deadly: string): string => `
flow poison {
  sql { INSERT INTO ledger (run, step) SELECT $run.id, 'before' }
  >> sleep 1ms
  >> bad: sql { INSERT INTO ledger (run, step) SELECT $run.id, 'bad' FROM count_attempt(), ${deadly}() } retry 5
}
flow sound {
  sql { INSERT INTO ledger (run, step) SELECT $run.id, 'a' }
  >> sleep 1ms
  >> sql { INSERT INTO ledger (run, step) SELECT $run.id, 'b' }
}`;

const SOUND_RUNS = 100;

const CASES = (isSoak ? MAJORS : ([18] as const)).flatMap((major) => ['end_connection', 'end_server'].map((deadly) => ({ major, deadly })));

interface Poisoned {
  readonly url: string;
  readonly database: Database;
  attempts(): number;
  stop(): Promise<void>;
}

async function poisoned(major: Major, deadly: string): Promise<Poisoned> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pgdurable-poison-'));
  // The server is another user where the tests are root.
  chmodSync(folder, 0o777);
  const attempts = path.join(folder, 'attempts');
  const server = await ownServer(major);
  const database = await mustOpen(server.url);
  const admin = await mustOpen(server.adminUrl);
  await must(admin.script(asSuperuser(attempts)));
  await admin.close();
  await must(database.script(SCHEMA));
  await deployText(database, flows(deadly));
  return {
    url: server.url,
    database,
    attempts: () => readFileSync(attempts, 'utf8').trim().split('\n').length,
    async stop() {
      await database.close();
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

describe('a step that takes its backend along', () => {
  test.concurrent.each(CASES)(
    'fails after three times with `crashed`, all others complete: Postgres $major, $deadly',
    { timeout: 90_000 },
    async ({ major, deadly }) => {
      const { url, database, attempts, stop } = await poisoned(major, deadly);
      const workers = await startWorkers(2, () => startWorker(url));
      await database.query(
        "SELECT pgdurable.start('poison'), (SELECT count(*) FROM pgdurable.start_many('sound', array_fill('{}'::jsonb, array[$1::int])))",
        [SOUND_RUNS],
      );
      await eventually(
        'all have ended',
        async () => (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM pgdurable.token'))[0]!.n === 0,
        80_000,
      );
      const runs = await database.query(
        `SELECT flow, status, error ->> 'code' AS code, error ->> 'step' AS step, count(*)::int AS n
           FROM pgdurable.runs GROUP BY 1, 2, 3, 4 ORDER BY flow`,
      );
      expect(runs).toEqual([
        { flow: 'poison', status: 'failed', code: 'crashed', step: 'bad', n: 1 },
        { flow: 'sound', status: 'completed', code: null, step: null, n: SOUND_RUNS },
      ]);
      // Three times alone, and before that in a batch, when nobody suspected it yet.
      expect(attempts()).toBeGreaterThanOrEqual(3);
      expect(attempts()).toBeLessThanOrEqual(5);
      const ledger = await database.query(
        'SELECT step, count(*)::int AS n, count(DISTINCT run)::int AS runs FROM ledger GROUP BY step ORDER BY step',
      );
      expect(ledger).toEqual([
        { step: 'a', n: SOUND_RUNS, runs: SOUND_RUNS },
        { step: 'b', n: SOUND_RUNS, runs: SOUND_RUNS },
        { step: 'before', n: 1, runs: 1 },
      ]);
      await workers.killAll();
      await stop();
    },
  );
});
