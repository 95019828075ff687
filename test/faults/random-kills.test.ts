import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'vitest';
import type { Major } from '../support/server.ts';
import { backendAtWork, FAULTS, inflict, startWorkers } from './faults.ts';
import { openLedger } from './ledger.ts';
import { chosenSeed, createRandom } from './random.ts';
import { SOAK_ROUNDS } from './soak.ts';
import { startWorker } from './worker.ts';

const PORTIONS = 10;
const RUNS_OF_A_PORTION = 50;

interface Scenario {
  readonly major: Major;
  readonly runners: number;
}

const SCENARIOS: readonly Scenario[] =
  SOAK_ROUNDS > 0
    ? ([14, 18] as const).flatMap((major) => [1, 2].map((runners) => ({ major, runners })))
    : [
        { major: 18, runners: 1 },
        { major: 14, runners: 2 },
      ];

describe('each step of 500 runs of each flow happens once, and every run ends, whatever is killed at random moments', () => {
  test.concurrent.each(SCENARIOS)(
    'Postgres $major, runners: $runners',
    { timeout: 120_000 * Math.max(1, SOAK_ROUNDS) },
    async (scenario) => {
      for (let round = 0; round < Math.max(1, SOAK_ROUNDS); round += 1) await oneRound(scenario, chosenSeed() + round);
    },
  );
});

async function oneRound({ major, runners }: Scenario, seed: number): Promise<void> {
  const began = Date.now();
  const random = createRandom(seed);
  const ledger = await openLedger(major);
  const workers = await startWorkers(runners, () => startWorker(ledger.server.url));
  const told: string[] = [];
  try {
    for (let portion = 0; portion < PORTIONS; portion += 1) {
      await ledger.startRuns(RUNS_OF_A_PORTION);
      const waited = random.between(0, 250);
      await sleep(waited);
      // Each way at least twice, in an order of chance.
      const fault = portion < 2 * FAULTS.length ? FAULTS[(portion + seed) % FAULTS.length]! : random.pick(FAULTS);
      const backend = await backendAtWork(ledger);
      await inflict(fault, backend, ledger, workers);
      told.push(`${waited} ms ${fault}`);
    }
    await ledger.expectEachStepOnce(PORTIONS * RUNS_OF_A_PORTION);
  } catch (error) {
    throw new Error(`PGDURABLE_SEED=${seed}: ${told.join(', ')}`, { cause: error });
  } finally {
    console.log(
      `Postgres ${major}, runners: ${runners}, PGDURABLE_SEED=${seed}, ${((Date.now() - began) / 1000).toFixed(1)} s: ${told.join(', ')}`,
    );
    await workers.killAll();
    await ledger.stop();
  }
}
