import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustOpen } from '../support/postgres.ts';
import { eventually } from './eventually.ts';
import { startWorkers } from './faults.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { isSoak } from './soak.ts';
import { startWorker } from './worker.ts';

const OPEN_SECONDS = isSoak ? 60 : 5;

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger(18);
});
afterAll(() => ledger.stop());

/** Claims look from a mark on, which has moved far beyond the time of this start by then. */
test(`a start in a transaction that is open for ${OPEN_SECONDS} s under load is claimed within 2 s of its commit`, {
  timeout: 180_000,
}, async () => {
  const workers = await startWorkers(2, () => startWorker(ledger.server.url));
  const other = await mustOpen(ledger.server.url);
  const open = await other.connection();
  await open.query('BEGIN');
  const [started] = await open.query<{ id: string }>(`SELECT pgdurable.start('sequence', '{"n": 1}', label => 'patient') AS id`);

  let loading = true;
  let loads = 0;
  const load = (async () => {
    for (; loading; loads += 1) {
      await ledger.startRuns(20);
      await sleep(100);
    }
  })();
  await sleep(OPEN_SECONDS * 1000);
  await open.query('COMMIT');
  const committed = Date.now();
  const waited = await eventually('it has begun', async () => {
    const [row] = await ledger.database.query<{ ms: number | null }>(
      'SELECT (extract(epoch FROM started_at) * 1000)::float8 - $2::float8 AS ms FROM pgdurable.runs WHERE id = $1',
      [started!.id, committed],
    );
    return row!.ms;
  });
  loading = false;
  await load;
  console.log(`claimed ${Math.round(waited)} ms after a commit, ${loads} loads of 140 runs beside it`);
  expect(waited).toBeLessThan(2000);
  await eventually('all have ended', async () => (await ledger.unfinished()) === 0);
  const steps = await ledger.database.query('SELECT step FROM ledger WHERE run = $1 ORDER BY step', [started!.id]);
  expect(steps).toEqual([{ step: 'a' }, { step: 'b' }, { step: 'c' }]);
  await open.close();
  await other.close();
  await workers.killAll();
});
