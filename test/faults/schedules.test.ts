import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { mustOpen, type OwnServer, ownServer } from '../support/postgres.ts';
import { deployText, must } from './deploy-text.ts';
import { eventually } from './eventually.ts';
import { startWorkers, type Workers } from './faults.ts';
import { chosenSeed, createRandom } from './random.ts';
import { isSoak } from './soak.ts';
import { startWorker } from './worker.ts';

/** Several that are due at the same moment: two runners find the same ones. */
const TICKING = ['ticking', ...Array.from({ length: 9 }, (_, index) => `ticking_${index + 2}`)];
const FIRES = isSoak ? 60 : 6;

let server: OwnServer;
let database: Database;
let workers: Workers | undefined;
beforeAll(async () => {
  server = await ownServer(18);
  database = await mustOpen(server.url);
  await must(database.script('CREATE TABLE fired (flow text, at timestamptz)'));
});
afterEach(async () => {
  await retireAll();
  await workers?.killAll();
  await database.query('SELECT pgdurable.set_clock(null)');
  await database.query('TRUNCATE fired');
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

const scheduled = (name: string, clause: string): string =>
  `flow ${name} ${clause} { sql { INSERT INTO fired (flow, at) VALUES ('${name}', $run.scheduled_at) } }`;

const twoRunners = (): Promise<Workers> => startWorkers(2, () => startWorker(server.url));

/** What was fired, in order; twice where it was fired twice. */
async function fired(flow: string): Promise<readonly string[]> {
  const rows = await database.query<{ at: string }>(
    "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at FROM fired WHERE flow = $1 ORDER BY fired.at",
    [flow],
  );
  return rows.map(({ at }) => at);
}

/** No flow fires any more, and all that was fired has run. */
async function retireAll(): Promise<void> {
  await database.query('SELECT count(pgdurable.retire(name)) FROM pgdurable.flow');
  await eventually('all that was fired has run', async () => (await runsLeft()) === 0);
}

async function runsLeft(): Promise<number> {
  const [row] = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM pgdurable.token');
  return row!.n;
}

async function firedCount(flow: string): Promise<number> {
  return (await fired(flow)).length;
}

function everySecond(from: string, count: number): readonly string[] {
  const first = Date.parse(`${from.replace(' ', 'T')}Z`);
  return Array.from({ length: count }, (_, index) => new Date(first + index * 1000).toISOString().slice(0, 19).replace('T', ' '));
}

describe('a schedule fires once for each fire time', () => {
  test('when of two runners one after the other is killed, then both, and the server too', { timeout: 180_000 }, async () => {
    const random = createRandom(chosenSeed());
    console.log(`schedules: PGDURABLE_SEED=${random.seed}`);
    await deployText(database, TICKING.map((name) => scheduled(name, 'every 1s overlap allow catchup 10m')).join('\n'));
    workers = await twoRunners();
    while ((await firedCount('ticking')) < FIRES) {
      await sleep(random.between(50, 900));
      if (random.next() < 0.25) {
        await server.kill();
        await sleep(random.between(0, 1200));
        await server.restart();
        await eventually('the server answers', async () => (await database.query('SELECT')).length >= 0);
      }
      await workers.replace(random.pick(workers.all).name);
    }
    // Those that are missed while nobody is there are made up for.
    await workers.killAll();
    await sleep(2000);
    const before = await firedCount('ticking');
    workers = await twoRunners();
    await eventually('all have made up for them', async () => Math.min(...(await Promise.all(TICKING.map(firedCount)))) >= before + 3);
    await retireAll();
    for (const name of TICKING) {
      const times = await fired(name);
      expect(times).toEqual(everySecond(times[0]!, times.length));
    }
  });
});

/** Times of UTC at which the clock is set, one after the other, each once all that was due before has been fired. */
async function throughTheNight(from: string, stops: readonly string[], flows: readonly string[]): Promise<void> {
  await setClock(from);
  await deployText(database, flows.join('\n'));
  workers = await twoRunners();
  await settled(flows.length);
  for (const stop of stops) {
    await setClock(stop);
    // The one that has looked at the schedules is killed: the other has to go on from what is in the database.
    await workers.replace(workers.all[0]!.name);
    await settled(flows.length);
  }
}

async function setClock(text: string): Promise<void> {
  await database.query('SELECT pgdurable.set_clock($1::timestamptz)', [`${text}Z`]);
}

/** Every schedule knows its next time, which is not due, and nothing is left to run. */
async function settled(schedules: number): Promise<void> {
  await eventually('all that is due has been fired and has run', async () => {
    const [row] = await database.query<{ ahead: number }>(
      'SELECT count(*)::int AS ahead FROM pgdurable.schedule WHERE next_fire > pgdurable.now()',
    );
    return row!.ahead === schedules && (await runsLeft()) === 0;
  });
}

const NIGHTLY = "every '30 2 * * *' in 'Europe/Oslo'";
const HALF_HOURLY = "every '*/30 * * * *' in 'Europe/Oslo'";

describe('two runners over a change of the clocks in Europe/Oslo', () => {
  test('in spring: a time that does not exist is fired when the gap ends, once', async () => {
    await throughTheNight(
      '2026-03-28T12:00:00',
      [
        '2026-03-29T00:00:01',
        '2026-03-29T00:30:01',
        '2026-03-29T00:59:59',
        '2026-03-29T01:00:01',
        '2026-03-29T01:30:01',
        '2026-03-29T02:00:01',
        '2026-03-30T00:30:01',
      ],
      [scheduled('nightly', NIGHTLY), scheduled('half_hourly', HALF_HOURLY)],
    );
    expect(await fired('nightly')).toEqual(['2026-03-29 01:00:00', '2026-03-30 00:30:00']);
    // Local 01:00, 01:30, 03:00, 03:30, 04:00, and the last of those that were missed until the clock stood still again.
    expect(await fired('half_hourly')).toEqual([
      '2026-03-29 00:00:00',
      '2026-03-29 00:30:00',
      '2026-03-29 01:00:00',
      '2026-03-29 01:30:00',
      '2026-03-29 02:00:00',
      '2026-03-30 00:30:00',
    ]);
  });

  test('in autumn: a time that happens twice is fired once, and at both passes by a wildcard hour', async () => {
    await throughTheNight(
      '2026-10-24T12:00:00',
      [
        '2026-10-24T23:30:01',
        '2026-10-25T00:00:01',
        '2026-10-25T00:30:01',
        '2026-10-25T01:00:01',
        '2026-10-25T01:30:01',
        '2026-10-25T02:00:01',
        '2026-10-26T01:30:01',
      ],
      [scheduled('nightly', NIGHTLY), scheduled('half_hourly', HALF_HOURLY)],
    );
    expect(await fired('nightly')).toEqual(['2026-10-25 00:30:00', '2026-10-26 01:30:00']);
    expect(await fired('half_hourly')).toEqual([
      '2026-10-24 23:30:00',
      '2026-10-25 00:00:00',
      '2026-10-25 00:30:00',
      '2026-10-25 01:00:00',
      '2026-10-25 01:30:00',
      '2026-10-25 02:00:00',
      '2026-10-26 01:30:00',
    ]);
  });
});
