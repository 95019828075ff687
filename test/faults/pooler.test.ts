import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { run } from '../cli/running.ts';
import { PGBOUNCER, type Pooler, startPooler } from '../runner/pooler.ts';
import { mustOpen } from '../support/postgres.ts';
import { deployText } from './deploy-text.ts';
import { eventually } from './eventually.ts';
import { backendAtWork, inflict, startWorkers } from './faults.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { chosenSeed, createRandom } from './random.ts';
import { isSoak } from './soak.ts';
import { startWorker } from './worker.ts';

const SERVER_CONNECTIONS = 4;
const PORTIONS = isSoak ? 100 : 10;

if (PGBOUNCER === undefined) console.warn('left out: faults behind a transaction pooler, as PgBouncer is not installed');

describe.skipIf(PGBOUNCER === undefined)(`behind a transaction pooler with ${SERVER_CONNECTIONS} server connections`, () => {
  let ledger: Ledger;
  let pooler: Pooler;
  let through: Database;

  beforeAll(async () => {
    ledger = await openLedger(18);
    pooler = await startPooler(ledger.server.url, SERVER_CONNECTIONS);
    through = await mustOpen(pooler.url);
  });
  afterAll(async () => {
    await through.close();
    await pooler.stop();
    await ledger.stop();
  });

  test('each step of 500 runs of each flow happens once when runners are killed', { timeout: isSoak ? 1_800_000 : 90_000 }, async () => {
    const random = createRandom(chosenSeed());
    console.log(`behind PgBouncer: PGDURABLE_SEED=${random.seed}`);
    const workers = await startWorkers(2, () => startWorker(pooler.url));
    let most = 0;
    for (let portion = 0; portion < PORTIONS; portion += 1) {
      await ledger.startRuns(50);
      await sleep(random.between(0, 200));
      const [row] = await ledger.admin.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE 'worker-%'",
      );
      most = Math.max(most, row!.n);
      await backendAtWork(ledger);
      await inflict('runner killed', { pid: 0, worker: random.pick(workers.all).name }, ledger, workers);
    }
    await ledger.expectEachStepOnce(PORTIONS * 50);
    await workers.killAll();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(SERVER_CONNECTIONS);
  });

  test('flows are deployed, started, shown and cancelled', async () => {
    await deployText(through, 'flow patient { sleep 1h }\nflow prompt (n int) { return sql { SELECT $n + 1 AS more } }');
    const worker = await startWorker(pooler.url);
    const command = (...argv: string[]) => run([...argv, '--database-url', pooler.url], { cwd: '/' });

    const started = await command('start', 'prompt', '--param', 'n=41');
    expect(started).toMatchObject({ code: 0, err: '' });
    const id = started.out.trim();
    const shown = await eventually('it has ended', async () => {
      const answer = JSON.parse((await command('show', id, '--json')).out);
      return answer.status === 'completed' && answer;
    });
    expect(shown.result).toEqual([{ more: 42 }]);
    expect((await command('history', id)).code).toBe(0);

    const waiting = (await command('start', 'patient')).out.trim();
    await eventually('it waits', async () => JSON.parse((await command('show', waiting, '--json')).out).status === 'waiting');
    expect((await command('cancel', waiting)).code).toBe(0);
    await eventually('it is cancelled', async () => JSON.parse((await command('show', waiting, '--json')).out).status === 'cancelled');
    expect((await command('list', '--json')).out).toContain(waiting);

    // In a transaction of one's own: begun, rolled back, and there is nothing.
    const before = await through.query('SELECT count(*) FROM pgdurable.runs');
    await expect(
      through.transaction(async (session) => {
        await session.query("SELECT pgdurable.start('patient')");
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await through.query('SELECT count(*) FROM pgdurable.runs')).toEqual(before);
    worker.signal('SIGTERM');
    expect(await worker.ended).toEqual({ code: 0, signal: null });
  });
});
