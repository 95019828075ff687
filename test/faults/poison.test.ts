import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { mustOpen, type OwnServer, ownServer } from '../support/postgres.ts';
import { MAJORS } from '../support/server.ts';
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

const poison = (name: string, deadly: string): string => `flow ${name} {
  sql { INSERT INTO ledger (run, step) SELECT $run.id, 'before' }
  >> sleep 1ms
  >> bad: sql { INSERT INTO ledger (run, step) SELECT $run.id, 'bad' FROM count_attempt(), ${deadly}() } retry 5
}`;

const sound = `flow sound {
  sql { INSERT INTO ledger (run, step) SELECT $run.id, 'a' }
  >> sleep 1ms
  >> sql { INSERT INTO ledger (run, step) SELECT $run.id, 'b' }
}`;

const SOUND_RUNS = 100;

describe.each(isSoak ? MAJORS : [18 as const])('a step that takes its backend along, Postgres %i', (major) => {
  let server: OwnServer;
  let database: Database;
  let folder: string;

  beforeAll(async () => {
    // The server is another user where the tests are root.
    folder = mkdtempSync(path.join(os.tmpdir(), 'pgdurable-poison-'));
    chmodSync(folder, 0o777);
    server = await ownServer(major);
    database = await mustOpen(server.url);
    const admin = await mustOpen(server.adminUrl);
    await must(admin.script(asSuperuser(path.join(folder, 'attempts'))));
    await admin.close();
    await must(database.script(SCHEMA));
    await deployText(database, [poison('ends_connection', 'end_connection'), poison('ends_server', 'end_server'), sound].join('\n'));
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(['ends_connection', 'ends_server'])(
    'fails after three times with `crashed`, all others complete: %s',
    { timeout: 90_000 },
    async (flow) => {
      await database.query('TRUNCATE ledger');
      rmSync(path.join(folder, 'attempts'), { force: true });
      const before = await completed();
      const workers = await startWorkers(2, () => startWorker(server.url));
      const [bad] = await database.query<{ id: string }>(
        "SELECT pgdurable.start($1) AS id, (SELECT count(*) FROM pgdurable.start_many('sound', array_fill('{}'::jsonb, array[$2::int])))",
        [flow, SOUND_RUNS],
      );
      await eventually('all have ended', async () => (await unfinished()) === 0, 80_000);

      const [run] = await database.query(
        'SELECT status, error::jsonb ->> $2 AS code, error::jsonb ->> $3 AS step FROM pgdurable.runs WHERE id = $1',
        [bad!.id, 'code', 'step'],
      );
      expect(run).toEqual({ status: 'failed', code: 'crashed', step: 'bad' });
      // The first one in a batch, before anybody suspects it; a batch that was lost with another's counts for nothing.
      const attempts = readFileSync(path.join(folder, 'attempts'), 'utf8').trim().split('\n').length;
      expect(attempts).toBeGreaterThanOrEqual(3);
      expect(attempts).toBeLessThanOrEqual(5);
      expect(await completed()).toBe(before + SOUND_RUNS);
      expect(
        await database.query('SELECT step, count(*)::int AS n, count(DISTINCT run)::int AS runs FROM ledger GROUP BY step ORDER BY step'),
      ).toEqual([
        { step: 'a', n: SOUND_RUNS, runs: SOUND_RUNS },
        { step: 'b', n: SOUND_RUNS, runs: SOUND_RUNS },
        { step: 'before', n: 1, runs: 1 },
      ]);
      await workers.killAll();
    },
  );

  async function unfinished(): Promise<number> {
    const [row] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM pgdurable.token');
    return row!.n;
  }

  async function completed(): Promise<number> {
    const [row] = await database.query<{ n: number }>("SELECT count(*)::int AS n FROM pgdurable.runs WHERE status = 'completed'");
    return row!.n;
  }
});
