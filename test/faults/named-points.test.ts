import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Major } from '../support/server.ts';
import { FAULTS, inflict, startWorkers } from './faults.ts';
import { backendHeld, HOLD_POINTS, hold, release } from './hold-points.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { chosenSeed, createRandom } from './random.ts';
import { isSoak } from './soak.ts';
import { startWorker } from './worker.ts';

const random = createRandom(chosenSeed());
const CASES = HOLD_POINTS.flatMap((point) => FAULTS.map((fault) => ({ point, fault })));
/** One fault for each point, by chance. */
const SOME_CASES = HOLD_POINTS.map((point) => ({ point, fault: random.pick(FAULTS) }));

const SCENARIOS: readonly { readonly major: Major; readonly runners: number; readonly cases: typeof CASES }[] = isSoak
  ? ([14, 18] as const).flatMap((major) => [1, 2].map((runners) => ({ major, runners, cases: CASES })))
  : [
      { major: 18, runners: 2, cases: CASES },
      { major: 14, runners: 1, cases: SOME_CASES },
    ];

describe.each(SCENARIOS)(
  'each step of 500 runs of each flow happens once, Postgres $major, runners: $runners',
  ({ major, runners, cases }) => {
    let ledger: Ledger;

    beforeAll(async () => {
      console.log(`Postgres ${major}, PGDURABLE_SEED=${random.seed}`);
      ledger = await openLedger(major);
    });
    afterAll(() => ledger.stop());

    test.each(cases)('$point: $fault', async ({ point, fault }) => {
      // New ones: after a lost connection a runner makes no batches for a while.
      const workers = await startWorkers(runners, () => startWorker(ledger.server.url));
      await hold(ledger, point);
      await ledger.startRuns(500 / cases.length);
      const backend = await backendHeld(ledger, point);
      // A killed runner's backend may go on with its work, or be told first that there is nobody any more.
      const goesOn = fault === 'runner killed' && random.next() < 0.5;
      if (goesOn) await Promise.all([inflict(fault, backend, ledger, workers), release(ledger)]);
      else {
        await inflict(fault, backend, ledger, workers);
        await release(ledger);
      }
      await workers.killAll();
    });

    test('in the end nothing is missing and nothing is there twice', { timeout: 120_000 }, async () => {
      const workers = await startWorkers(runners, () => startWorker(ledger.server.url));
      await ledger.expectEachStepOnce(500);
      await workers.killAll();
    });
  },
);
