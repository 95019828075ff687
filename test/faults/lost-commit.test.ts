import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommitOutcomeUnknown } from '../../src/db/index.ts';
import { startRunner } from '../../src/runner/index.ts';
import { mustOpen } from '../support/postgres.ts';
import { type Message, startCuttingProxy } from './cutting-proxy.ts';
import { eventually } from './eventually.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { chosenSeed, createRandom, type Random } from './random.ts';
import { isSoak } from './soak.ts';

/** Where the connection of a runner breaks. A batch and a step that runs alone commit before their answer goes out. */
const MOMENTS: Readonly<Record<string, (message: Message) => boolean>> = {
  'a batch does not arrive': ({ from, statement }) => from === 'client' && statement.includes('CALL pgdurable.work'),
  'the answer of a batch is lost': ({ from, statement }) => from === 'server' && statement === 'CALL',
  'a step that is to run alone does not arrive': ({ from, statement }) => from === 'client' && statement.includes('pgdurable.run_alone'),
  'the answer of a step that ran alone is lost': ({ from, statement, asked }) =>
    from === 'server' && statement.startsWith('SELECT') && asked.includes('pgdurable.run_alone'),
  // Marks are made by those only who have lost a connection before.
  'the answer of a batch or a mark is lost': ({ from, statement, asked }) =>
    from === 'server' && (statement === 'CALL' || (statement.startsWith('SELECT') && asked.includes('pgdurable.mark_suspect'))),
};

/** Each of them so often. */
const CUTS = isSoak ? 50 : 3;
const RUNS = 100;

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger(18);
});
afterAll(() => ledger.stop());

interface UnluckyRunner {
  /** Times its connections have been cut at its moment. */
  cuts(): number;
  stop(): Promise<void>;
}

/** A runner whose connections break at one kind of moment, half of the times. */
async function unluckyRunner(isMoment: (message: Message) => boolean, random: Random): Promise<UnluckyRunner> {
  let cuts = 0;
  const proxy = await startCuttingProxy(ledger.server.url, (message) => {
    if (cuts >= CUTS || !isMoment(message) || random.next() < 0.5) return false;
    cuts += 1;
    return true;
  });
  const database = await mustOpen(proxy.url);
  const started = await startRunner({ database, batchers: 1 });
  if (!started.ok) throw new Error(JSON.stringify(started.refusal));
  return {
    cuts: () => cuts,
    async stop() {
      await started.runner.stop();
      await database.close();
      await proxy.close();
    },
  };
}

test('connections that are lost when nobody knows what has been committed double nothing and lose nothing', {
  timeout: isSoak ? 1_800_000 : 90_000,
}, async () => {
  const random = createRandom(chosenSeed());
  console.log(`lost answers: PGDURABLE_SEED=${random.seed}`);
  const runners = await Promise.all(Object.values(MOMENTS).map((isMoment) => unluckyRunner(isMoment, random)));
  let started = 0;
  while (started < RUNS || runners.some((runner) => runner.cuts() < CUTS)) {
    await ledger.startRuns(25);
    started += 25;
    await eventually('most have ended', async () => (await ledger.unfinished()) < 100);
  }
  await ledger.expectEachStepOnce(started);
  await Promise.all(runners.map((runner) => runner.stop()));
  console.log(`${CUTS} cuts of each kind in ${started} runs of each flow`);
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
