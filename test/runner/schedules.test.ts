import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { GraphSchedule } from '../../src/graph/index.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { deployFlow, install } from './flow.ts';
import { countOf, eventually, type Running, running, unfinished } from './running.ts';

let db: TestDatabase;
const runners: Running[] = [];

beforeAll(async () => {
  db = await testDatabase();
  await install(db.database, [], 'CREATE TABLE fired (flow text, at timestamptz)');
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map(({ runner }) => runner.stop()));
  await db.database.query('DELETE FROM pgdurable.schedule');
  await db.database.query('TRUNCATE fired');
  await db.database.query('SELECT pgdurable.set_clock(null)');
});
afterAll(() => db.drop());

async function start(): Promise<Running> {
  const one = await running({ database: db.database });
  runners.push(one);
  return one;
}

const EVERY_SECOND = { kind: 'interval', ms: 1000, overlap: 'allow', catchup: null } as const;
let number = 0;

async function deploy(name: string, schedule: GraphSchedule, takesMs = 0): Promise<void> {
  number += 1;
  await deployFlow(
    db.database,
    { name, steps: [`INSERT INTO fired SELECT '${name}', $run.scheduled_at FROM pg_sleep(${takesMs / 1000})`], schedules: [schedule] },
    number,
  );
}

async function setClock(text: string): Promise<void> {
  await db.database.query('SELECT pgdurable.set_clock($1::timestamptz)', [text]);
}

async function fired(flow: string): Promise<readonly string[]> {
  const rows = await db.database.query<{ at: string }>(
    "SELECT to_char(at AT TIME ZONE 'UTC', 'MM-DD HH24:MI:SS') AS at FROM fired WHERE flow = $1 ORDER BY fired.at",
    [flow],
  );
  return rows.map((row) => row.at);
}

async function nextFire(flow: string): Promise<string | null> {
  const [row] = await db.database.query<{ at: string | null }>(
    "SELECT to_char(next_fire AT TIME ZONE 'UTC', 'MM-DD HH24:MI:SS') AS at FROM pgdurable.schedule WHERE flow = $1",
    [flow],
  );
  return row?.at ?? null;
}

describe('a schedule', () => {
  test('fires once per fire time, on time, with two runners and across a restart of one', async () => {
    await start();
    const second = await start();
    await deploy('ticking', EVERY_SECOND);
    await eventually('it has fired twice', async () => (await countOf(db.database, 'SELECT count(*) FROM fired')) >= 2);
    await second.runner.stop();
    await start();
    await eventually('it has fired five times', async () => (await countOf(db.database, 'SELECT count(*) FROM fired')) >= 5);
    const gaps = await db.database.query<{ seconds: number }>(
      'SELECT extract(epoch FROM at - lag(at) OVER (ORDER BY at))::int AS seconds FROM fired ORDER BY at OFFSET 1',
    );
    expect(new Set(gaps.map((gap) => gap.seconds))).toEqual(new Set([1]));
    const [lateness] = await db.database.query<{ ms: number }>(
      "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM created_at - scheduled_at) * 1000)::float8 AS ms FROM pgdurable.runs WHERE flow = 'ticking'",
    );
    expect(lateness?.ms).toBeLessThan(300);
  });

  test('after a stop runs the latest missed fire time, and with catchup all that are young enough', async () => {
    await setClock('2026-05-01T11:02:00Z');
    await deploy('latest', { kind: 'interval', ms: 300_000, overlap: 'skip', catchup: null });
    await deploy('all', { kind: 'interval', ms: 300_000, overlap: 'allow', catchup: 900_000 });
    await deploy('none', { kind: 'interval', ms: 300_000, overlap: 'skip', catchup: 0 });
    await setClock('2026-05-01T12:07:00Z');
    await start();
    await eventually(
      'all have been looked at',
      async () => (await countOf(db.database, "SELECT count(*) FROM pgdurable.schedule WHERE next_fire = '2026-05-01T12:10:00Z'")) === 3,
    );
    await eventually('all end', async () => (await unfinished(db.database)) === 0);
    expect(await fired('latest')).toEqual(['05-01 12:05:00']);
    expect(await fired('all')).toEqual(['05-01 11:55:00', '05-01 12:00:00', '05-01 12:05:00']);
    expect(await fired('none')).toEqual([]);
  });

  test('that queues starts one after the other and forgets none', async () => {
    await deploy('queued', { ...EVERY_SECOND, overlap: 'queue' }, 1200);
    await start();
    await eventually('four have run', async () => (await fired('queued')).length >= 4, 20_000);
    const gaps = await db.database.query<{ seconds: number }>(
      'SELECT extract(epoch FROM at - lag(at) OVER (ORDER BY at))::int AS seconds FROM fired ORDER BY at OFFSET 1',
    );
    expect(new Set(gaps.map((gap) => gap.seconds))).toEqual(new Set([1]));
    const overlaps = await countOf(
      db.database,
      "SELECT count(*) FROM pgdurable.runs a JOIN pgdurable.runs b ON b.flow = a.flow AND b.scheduled_at > a.scheduled_at AND b.created_at < a.finished_at WHERE a.flow = 'queued'",
    );
    expect(overlaps).toBe(0);
  }, 30_000);

  test('that queues does not make up for a stop behind a live run', async () => {
    await setClock('2026-05-01T11:00:00Z');
    await deploy('patient', { kind: 'interval', ms: 300_000, overlap: 'queue', catchup: null }, 2500);
    const one = await start();
    await eventually('it is known', async () => (await nextFire('patient')) === '05-01 11:05:00');
    await setClock('2026-05-01T11:05:01Z');
    await eventually('the first runs', async () => (await nextFire('patient')) === '05-01 11:10:00');
    await setClock('2026-05-01T11:10:01Z');
    // 11:10 waits for the run of 11:05; then nobody looks until 12:03.
    await eventually(
      'it is seen that 11:10 is due',
      async () => (await countOf(db.database, "SELECT count(*) FROM pgdurable.schedule WHERE seen_at > '2026-05-01T11:10:00Z'")) === 1,
    );
    await one.runner.stop();
    await setClock('2026-05-01T12:03:00Z');
    await start();
    await eventually(
      'all that are due have run',
      async () => (await nextFire('patient')) === '05-01 12:05:00' && (await unfinished(db.database)) === 0,
      15_000,
    );
    expect(await fired('patient')).toEqual(['05-01 11:05:00', '05-01 11:10:00', '05-01 12:00:00']);
  }, 30_000);

  test('that skips does not fire while its last run is live', async () => {
    await deploy('skipping', { ...EVERY_SECOND, overlap: 'skip' }, 1500);
    await start();
    await eventually('two have run', async () => (await fired('skipping')).length >= 2, 15_000);
    const [row] = await db.database.query<{ seconds: number }>('SELECT extract(epoch FROM max(at) - min(at))::int AS seconds FROM fired');
    expect(row?.seconds).toBeGreaterThanOrEqual(2);
  });

  test('that cannot be fired does not keep others from firing', async () => {
    await deploy('broken', EVERY_SECOND);
    await db.database.query("UPDATE pgdurable.schedule SET kind = 'cron', cron = 'nonsense' WHERE flow = 'broken'");
    await deploy('sound', EVERY_SECOND);
    const one = await start();
    await eventually('the sound one fires', async () => (await fired('sound')).length >= 2);
    expect(one.events.filter((event) => event.kind === 'schedule-failed')).toHaveLength(1);
    expect(await fired('broken')).toEqual([]);
  });
});

describe('in Europe/Oslo, with a clock that is set', () => {
  const OSLO = { kind: 'cron', zone: 'Europe/Oslo', overlap: 'allow', catchup: 86_400_000 } as const;

  async function goThrough(times: readonly string[]): Promise<void> {
    for (const time of times) {
      await setClock(time);
      await eventually(
        'nothing is due',
        async () =>
          (await countOf(db.database, 'SELECT count(*) FROM pgdurable.due_schedules()')) === 0 && (await unfinished(db.database)) === 0,
      );
    }
  }

  test('clocks go forward: 02:30 fires at 03:00, every hour stays every hour', async () => {
    await setClock('2026-03-28T12:00:00Z');
    await deploy('nightly', { ...OSLO, cron: '30 2 * * *' });
    await deploy('hourly', { ...OSLO, cron: '0 * * * *' });
    await start();
    await start();
    await goThrough([
      '2026-03-29T00:00:30Z',
      '2026-03-29T00:59:59Z',
      '2026-03-29T01:00:01Z',
      '2026-03-29T01:30:01Z',
      '2026-03-29T02:00:01Z',
      '2026-03-30T00:30:01Z',
    ]);
    expect(await fired('nightly')).toEqual(['03-29 01:00:00', '03-30 00:30:00']);
    expect((await fired('hourly')).filter((at) => at > '03-28 23:00:00' && at < '03-29 03:00:01')).toEqual([
      '03-29 00:00:00',
      '03-29 01:00:00',
      '03-29 02:00:00',
      '03-29 03:00:00',
    ]);
  });

  test('clocks go back: 02:30 fires once, every hour fires in both hours', async () => {
    await setClock('2026-10-24T12:00:00Z');
    await deploy('nightly', { ...OSLO, cron: '30 2 * * *' });
    await deploy('hourly', { ...OSLO, cron: '30 * * * *' });
    await start();
    await start();
    await goThrough([
      '2026-10-25T00:00:30Z',
      '2026-10-25T00:30:01Z',
      '2026-10-25T01:00:01Z',
      '2026-10-25T01:30:01Z',
      '2026-10-25T02:00:01Z',
      '2026-10-26T01:30:01Z',
    ]);
    expect(await fired('nightly')).toEqual(['10-25 00:30:00', '10-26 01:30:00']);
    expect((await fired('hourly')).filter((at) => at > '10-24 23:45:00' && at < '10-25 03:00:00')).toEqual([
      '10-25 00:30:00',
      '10-25 01:30:00',
      '10-25 02:30:00',
    ]);
  });
});
