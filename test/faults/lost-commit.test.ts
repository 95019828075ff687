import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommitOutcomeUnknown } from '../../src/db/index.ts';
import { startRunner } from '../../src/runner/index.ts';
import { mustOpen } from '../support/postgres.ts';
import { type Message, startCuttingProxy } from './cutting-proxy.ts';
import { eventually } from './eventually.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { chosenSeed, createRandom } from './random.ts';
import { isSoak } from './soak.ts';

/** Where the connection of a runner breaks. A batch and a step that runs alone commit before their answer goes out. */
const MOMENTS: Readonly<Record<string, (message: Message) => boolean>> = {
  'a batch does not arrive': ({ from, statement }) => from === 'client' && statement.includes('CALL pgdurable.work'),
  'the answer of a batch is lost': ({ from, statement }) => from === 'server' && statement === 'CALL',
  'a step that is to run alone does not arrive': ({ from, statement }) => from === 'client' && statement.includes('pgdurable.run_alone'),
  'the answer of a step that ran alone is lost': ({ from, statement, asked }) =>
    from === 'server' && statement.startsWith('SELECT') && asked.includes('pgdurable.run_alone'),
  'the answer of a mark is lost': ({ from, statement, asked }) =>
    from === 'server' && statement.startsWith('SELECT') && asked.includes('pgdurable.mark_suspect'),
};

const CUTS = isSoak ? 100 : 4;
const RUNS = isSoak ? 2000 : 100;

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger(18);
});
afterAll(() => ledger.stop());

describe('a connection that is lost when nobody knows what has been committed', () => {
  test.each(Object.keys(MOMENTS))('doubles nothing and loses nothing: %s', { timeout: isSoak ? 600_000 : 60_000 }, async (name) => {
    const random = createRandom(chosenSeed());
    console.log(`${name}: PGDURABLE_SEED=${random.seed}`);
    // Marks are made only by a runner that has lost a connection before.
    const isMoment = MOMENTS[name]!;
    const asksForTrouble = name.includes('mark') ? MOMENTS['the answer of a batch is lost']! : () => false;
    let cuts = 0;
    let trouble = 0;
    const proxy = await startCuttingProxy(ledger.server.url, (message) => {
      if (trouble < 1 && asksForTrouble(message)) {
        trouble += 1;
        return true;
      }
      if (cuts >= CUTS || !isMoment(message) || random.next() < 0.5) return false;
      cuts += 1;
      return true;
    });
    const database = await mustOpen(proxy.url);
    const started = await startRunner({ database, batchers: 2 });
    if (!started.ok) throw new Error(JSON.stringify(started.refusal));
    await ledger.startRuns(RUNS);
    await eventually('all have ended', async () => (await ledger.unfinished()) === 0, isSoak ? 500_000 : 50_000);
    await started.runner.stop();
    await database.close();
    await proxy.close();
    expect(cuts).toBe(CUTS);
  });

  test('in the end nothing is missing and nothing is there twice', () => ledger.expectEachStepOnce(Object.keys(MOMENTS).length * RUNS));
});

describe('a program that starts a run', () => {
  const answerOfCommit = ({ from, statement }: Message): boolean => from === 'server' && statement === 'COMMIT';
  const commit = ({ from, statement }: Message): boolean => from === 'client' && statement === 'COMMIT';

  test.each([
    ['before its COMMIT arrives: there is no run', commit, 0],
    ['after its COMMIT: there is one', answerOfCommit, 1],
  ])('is told that the outcome is unknown when the connection is lost %s', async (name, isMoment, runs) => {
    let lost = false;
    const proxy = await startCuttingProxy(ledger.server.url, (message) => {
      const cut = !lost && isMoment(message);
      lost ||= cut;
      return cut;
    });
    const database = await mustOpen(proxy.url);
    const start = () =>
      database.transaction((session) =>
        session.query("SELECT pgdurable.start('sequence', '{\"n\": 1}', key => $1, label => $1) AS id", [name]),
      );
    await expect(start()).rejects.toThrow(CommitOutcomeUnknown);
    const count = async (): Promise<number> =>
      (await ledger.database.query<{ n: number }>('SELECT count(*)::int AS n FROM pgdurable.runs WHERE label = $1', [name]))[0]!.n;
    // The server may still be at it.
    await eventually('the outcome is there', async () => (await count()) === runs);
    // With a key it can simply be done again.
    await start();
    expect(await count()).toBe(1);
    await database.close();
    await proxy.close();
  });
});
