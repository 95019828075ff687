import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { mustOpen, type OwnServer, ownServer } from '../support/postgres.ts';
import { deployText, must } from './deploy-text.ts';
import { eventually } from './eventually.ts';
import { startWorker } from './worker.ts';

const FLOWS = `
flow quick {
  sql { INSERT INTO ledger (run, step) SELECT $run.id, 'a' FROM pg_sleep(0.002) }
  >> sql { INSERT INTO ledger (run, step) SELECT $run.id, 'b' FROM pg_sleep(0.002) }
}
-- The first attempt is cancelled by the runner's watchdog: the step is too slow for a batch.
flow lasting (seconds float8) {
  sql { INSERT INTO ledger (run, step) SELECT $run.id, 'a' FROM pg_sleep($seconds) }
  >> sql { INSERT INTO ledger (run, step) SELECT $run.id, 'b' }
}`;

let server: OwnServer;
let database: Database;
beforeAll(async () => {
  server = await ownServer(18);
  database = await mustOpen(server.url);
  await must(database.script('CREATE TABLE ledger (run uuid, step text, at timestamptz DEFAULT clock_timestamp())'));
  await deployText(database, FLOWS);
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function startRuns(flow: string, count: number, params: object = {}): Promise<void> {
  await database.query('SELECT count(*) FROM pgdurable.start_many($1, array_fill($2::jsonb, array[$3::int]))', [
    flow,
    JSON.stringify(params),
    count,
  ]);
}

async function count(sql: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(`SELECT (${sql})::int AS n`);
  return row!.n;
}

const unfinished = (): Promise<number> => count('SELECT count(*) FROM pgdurable.token');
const connectionsOf = (name: string): Promise<number> => count(`SELECT count(*) FROM pg_stat_activity WHERE application_name = '${name}'`);
const runsAlone = (name: string): Promise<number> =>
  count(`SELECT count(*) FROM pg_stat_activity WHERE application_name = '${name}' AND state = 'active' AND query LIKE '%run_alone(%'`);

/** Twice two lines for each run, and all completed. */
async function expectEachStepOnce(runs: number): Promise<void> {
  await eventually('all have ended', async () => (await unfinished()) === 0);
  expect(
    await database.query('SELECT step, count(*)::int AS n, count(DISTINCT run)::int AS runs FROM ledger GROUP BY step ORDER BY step'),
  ).toEqual([
    { step: 'a', n: runs, runs },
    { step: 'b', n: runs, runs },
  ]);
  expect(await count("SELECT count(*) FROM pgdurable.runs WHERE status <> 'completed'")).toBe(0);
  await database.query('TRUNCATE ledger');
}

describe('SIGTERM', () => {
  test('ends a runner in the midst of work with 0, and what it had is taken up by the next', async () => {
    const first = await startWorker(server.url);
    await startRuns('quick', 500);
    await eventually('it is at work', async () => (await count('SELECT count(*) FROM ledger')) > 0);
    first.signal('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    // Handed back: what is left belongs to nobody.
    expect(await connectionsOf(first.name)).toBe(0);
    const left = await unfinished();
    expect(left).toBeGreaterThan(0);
    expect(await count('SELECT count(*) FROM (SELECT FROM pgdurable.token FOR UPDATE SKIP LOCKED) free')).toBe(left);
    const second = await startWorker(server.url);
    await expectEachStepOnce(500);
    await second.kill();
  });

  test('waits for a step that runs alone', async () => {
    const worker = await startWorker(server.url, { graceMs: 10_000 });
    await startRuns('lasting', 1, { seconds: 1.8 });
    await eventually('the step runs alone', async () => (await runsAlone(worker.name)) === 1);
    worker.signal('SIGTERM');
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    expect(await count("SELECT count(*) FROM ledger WHERE step = 'a'")).toBe(1);
    const next = await startWorker(server.url);
    await expectEachStepOnce(1);
    await next.kill();
  });

  test('undoes a step that takes longer than the grace period, for another runner to do', async () => {
    const worker = await startWorker(server.url, { graceMs: 300 });
    await startRuns('lasting', 1, { seconds: 1.5 });
    await eventually('the step runs alone', async () => (await runsAlone(worker.name)) === 1);
    worker.signal('SIGTERM');
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    expect(await count('SELECT count(*) FROM ledger')).toBe(0);
    expect(await connectionsOf(worker.name)).toBe(0);
    const next = await startWorker(server.url);
    await expectEachStepOnce(1);
    await next.kill();
  });

  test('ends the command `worker` with 0', async () => {
    const script = fileURLToPath(new URL('command-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, 'worker', '--database-url', server.url], { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'exit');
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await eventually('it works', async () => said.includes('works on'));
    await startRuns('quick', 100);
    await eventually('it is at work', async () => (await count('SELECT count(*) FROM ledger')) > 0);
    child.kill('SIGTERM');
    expect(await ended, said).toEqual([0, null]);
    const next = await startWorker(server.url);
    await expectEachStepOnce(100);
    await next.kill();
  });
});

test('a runner comes back when its database was restarted, and goes on', async () => {
  const worker = await startWorker(server.url);
  await startRuns('quick', 300);
  await eventually('it is at work', async () => (await count('SELECT count(*) FROM ledger')) > 0);
  await server.kill();
  await eventually('it has noticed', async () => worker.has('connection-lost'));
  await server.restart();
  await expectEachStepOnce(300);
  worker.signal('SIGTERM');
  expect(await worker.ended).toEqual({ code: 0, signal: null });
});

test('a runner that stood still for seconds does nothing twice, and nobody waited for it', async () => {
  const workers = [await startWorker(server.url), await startWorker(server.url)];
  await startRuns('quick', 500);
  await startRuns('lasting', 4, { seconds: 1.2 });
  const frozen = await eventually('one runs a step alone', async () => {
    for (const worker of workers) if ((await runsAlone(worker.name)) > 0) return worker;
    return null;
  });
  frozen.signal('SIGSTOP');
  await startRuns('quick', 200);
  // Statements that were on their way come to their end in the server; the other runner does the rest.
  await eventually('all have ended', async () => (await unfinished()) === 0, 20_000);
  await sleep(1000);
  await startRuns('quick', 200);
  frozen.signal('SIGCONT');
  await startRuns('quick', 100);
  await expectEachStepOnce(1004);
  await Promise.all(workers.map((worker) => worker.kill()));
});
