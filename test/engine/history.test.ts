import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../src/db/index.ts';
import { mustOpen } from '../support/postgres.ts';
import { drain } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow story (n int) {
  bind found = sql { SELECT i AS id, 'row ' || i AS name, 1.50::numeric AS price, '{"a": 1}'::jsonb AS doc, NULL::text AS nothing FROM generate_series(1, $n) i }
  >> nap: sleep 1h
  >> sql { INSERT INTO ledger (run, n) SELECT $run.id, found.id FROM $found.* }
  >> check_it: when ($n > 1) { sql { UPDATE ledger SET n = n WHERE run = $run.id } }
}
flow wide { bind all_of_it = sql { SELECT repeat('x', 10000) AS x } >> sleep 1s >> sql { INSERT INTO ledger SELECT $run.id, length($all_of_it.x) } }
flow broken { first: sql { SELECT 1 } >> second: sql { SELECT 1 / (random() * 0)::int } retry 1 backoff 1m }
flow branches { ( (left_nap: sleep 1h) & (right_nap: sleep 2h) ) }
flow shown (i int default 7, t text default 'x', ts timestamptz default '2026-01-01') every 5m retain 2h { sql { SELECT 1 } }
flow kept_long retain 60d { sql { SELECT 1 } }
flow kept_once (k text) key ($k) once retain 1h { sql { SELECT 1 } }
flow sleeper { sleep 100d >> sql { INSERT INTO ledger (run, n) VALUES ($run.id, 100) } }
flow many_slices (n int default 4) { sleep 20d >> sql { SELECT 1 } >> sleep 20d >> sql { SELECT 1 } >> sleep 20d >> sql { SELECT 1 } }`;

describe.each(MAJORS)('history on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (run uuid, n int)');
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.setClock('2026-06-01 12:00:00+00'));

  const asClient = async (use: (session: Session) => Promise<unknown>) => {
    const admin = await mustOpen(db.adminUrl);
    try {
      await admin.transaction(async (session) => {
        await session.query('SET LOCAL ROLE pgdurable_client');
        await use(session);
      });
    } finally {
      await admin.close();
    }
  };

  it('holds every step with its times, rows and result', async () => {
    const { id } = await db.run('story', { n: 2 });
    await db.later('1 hour');
    await db.drain();
    const steps = await db.rows(
      `SELECT step, kind, attempt, status, rows, result, source_line,
              to_char(started_at AT TIME ZONE 'UTC', 'HH24:MI') AS began, to_char(finished_at AT TIME ZONE 'UTC', 'HH24:MI') AS ended, finished_at >= started_at AS ordered
         FROM pgdurable.steps WHERE run_id = $1 ORDER BY started_at, finished_at`,
      [id],
    );
    expect(steps).toEqual([
      [
        'found',
        'sql',
        '1',
        'completed',
        '2',
        '[{"id": 1, "doc": {"a": 1}, "name": "row 1", "price": 1.50, "nothing": null}, {"id": 2, "doc": {"a": 1}, "name": "row 2", "price": 1.50, "nothing": null}]',
        '3',
        '12:00',
        '12:00',
        'true',
      ],
      ['nap', 'sleep', '1', 'completed', '0', null, '4', '12:00', '13:00', 'true'],
      ['sql_2', 'sql', '1', 'completed', '2', null, '5', '13:00', '13:00', 'true'],
      ['check_it', 'when', '1', 'completed', '1', null, '6', '13:00', '13:00', 'true'],
      ['sql_3', 'sql', '1', 'completed', '2', null, '6', '13:00', '13:00', 'true'],
    ]);
  });

  it('leaves out results that are large, and says how many rows there were', async () => {
    const { id } = await db.run('wide');
    expect(await db.rows("SELECT rows, result FROM pgdurable.steps WHERE run_id = $1 AND step = 'all_of_it'", [id])).toEqual([['1', null]]);
    await db.later('1 s');
    await db.drain();
    expect(await db.value('SELECT n FROM ledger WHERE run = $1', [id])).toBe('10000');
  });

  it('shows a failed attempt with its error, and the wait for the next one', async () => {
    const { id } = await db.run('broken');
    expect((await db.steps(id)).map(({ step, attempt, status, error }) => [step, attempt, status, error?.code ?? null])).toEqual([
      ['first', 1, 'completed', null],
      ['second', 1, 'failed', '22012'],
      ['second', 2, 'waiting', null],
    ]);
    await db.later('2 minutes');
    await db.drain();
    const steps = await db.rows('SELECT step, attempt, status, error FROM pgdurable.steps WHERE run_id = $1 ORDER BY started_at, attempt', [
      id,
    ]);
    expect(steps.map(([step, attempt, status]) => [step, attempt, status])).toEqual([
      ['first', '1', 'completed'],
      ['second', '1', 'failed'],
      ['second', '2', 'failed'],
    ]);
    expect(Object.keys(JSON.parse(steps[2]?.[3] ?? '')).sort()).toEqual(['attempt', 'code', 'detail', 'line', 'message', 'step']);
    const run = await db.read(id);
    expect(Object.keys(run.error ?? {}).sort()).toEqual(['attempt', 'code', 'detail', 'line', 'message', 'step']);
  });

  it('shows where each branch stands', async () => {
    const { id } = await db.run('branches');
    expect(
      (await db.steps(id))
        .filter(({ kind }) => kind === 'sleep')
        .map(({ step, status }) => [step, status])
        .sort(),
    ).toEqual([
      ['left_nap', 'waiting'],
      ['right_nap', 'waiting'],
    ]);
    expect((await db.read(id)).status).toBe('waiting');
    await db.later('1 hour');
    expect((await db.read(id)).status).toBe('running');
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
  });

  it('the views answer to a role that is only a client', async () => {
    const { id } = await db.run('story', { n: 1 });
    await asClient(async (session) => {
      expect((await session.query('SELECT * FROM pgdurable.runs WHERE id = $1', [id])).length).toBe(1);
      expect((await session.query('SELECT * FROM pgdurable.steps WHERE run_id = $1', [id])).length).toBe(2);
      expect((await session.query('SELECT * FROM pgdurable.flows')).length).toBeGreaterThan(5);
      await session.query("SELECT pgdurable.start('story', '{\"n\": 1}')");
      await session.query('SELECT pgdurable.cancel($1)', [id]);
    });
    await db.drain();
  });

  it('a client can do nothing else', async () => {
    for (const statement of [
      'SELECT * FROM pgdurable.token',
      'SELECT pgdurable.set_clock(now())',
      'CALL pgdurable.work(0, o_runs => null, o_mark => null, o_interrupted => null)',
      'DELETE FROM pgdurable.done',
      "SELECT pgdurable.retire('story')",
      "SELECT pgdurable.send(gen_random_uuid(), 'cancel', '{}')",
    ]) {
      await expect(
        asClient((session) => session.query(statement)),
        statement,
      ).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('the view of flows tells parameters, schedules and live runs', async () => {
    await db.start('shown', {}, { at: '2099-01-01' });
    const [row] = await db.rows("SELECT params, schedules, live, number, length(version) FROM pgdurable.flows WHERE name = 'shown'");
    expect(JSON.parse(row?.[0] ?? '')).toEqual([
      { name: 'i', type: 'integer', required: false },
      { name: 't', type: 'text', required: false },
      { name: 'ts', type: 'timestamp with time zone', required: false },
    ]);
    expect(JSON.parse(row?.[1] ?? '')).toMatchObject([{ kind: 'interval', ms: 300000, overlap: 'skip' }]);
    expect(row?.slice(2)).toEqual(['1', '1', '8']);
  });

  describe('is removed', () => {
    const exists = async (run: string) =>
      [
        await db.value('SELECT count(*) FROM pgdurable.runs WHERE id = $1', [run]),
        await db.value('SELECT count(*) FROM pgdurable.history WHERE run = $1', [run]),
      ].join(' ');

    it('with its run when that has been kept as long as its flow says', async () => {
      const { id } = await db.run('shown');
      await db.later('1 hour 59 minutes');
      expect(await exists(id)).toBe('1 0');
      await db.later('2 minutes');
      expect(await exists(id)).toBe('0 0');
    });

    it('not before, in whatever partition it lies', async () => {
      const { id } = await db.run('kept_long');
      for (let day = 0; day < 59; day += 7) await db.later('7 days');
      expect(await exists(id)).toBe('0 0');
      const { id: other } = await db.run('kept_long');
      for (let day = 0; day < 56; day += 7) {
        await db.later('7 days');
        expect(await exists(other)).toBe('1 0');
      }
    });

    it('with the key that it held once', async () => {
      const { id } = await db.run('kept_once', { k: 'k' });
      await db.later('59 minutes');
      expect(await db.start('kept_once', { k: 'k' })).toBe(id);
      await db.later('2 minutes');
      expect(await exists(id)).toBe('0 0');
      expect(await db.start('kept_once', { k: 'k' })).not.toBe(id);
      await db.drain();
    });

    it('in partitions that are dropped when nothing in them is kept', async () => {
      await db.run('shown');
      const week = "'2026_06_01'";
      const there = () =>
        db.value(`SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r' AND relname ~ ('^(done|history)_' || ${week})`);
      expect(await there()).toContain('done_2026_06_01');
      await db.later('63 days');
      await db.later('7 days');
      expect(await there()).toBeNull();
    });

    it('not while its run lives', async () => {
      const { id } = await db.run('many_slices');
      for (let day = 0; day < 60; day += 5) {
        await db.later('5 days');
        await db.drain();
      }
      expect((await db.read(id)).status).toBe('completed');
      expect((await db.steps(id)).map(({ kind, status }) => [kind, status])).toEqual(
        ['sleep', 'sql', 'sleep', 'sql', 'sleep', 'sql'].map((kind) => [kind, 'completed']),
      );
    });
  });

  it('a run that sleeps for longer than any partition lives goes on', async () => {
    const { id } = await db.run('sleeper');
    for (let day = 0; day < 98; day += 7) await db.later('7 days');
    await db.later('3 days');
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
    expect(await db.value('SELECT n FROM ledger WHERE run = $1', [id])).toBe('100');
  });

  it('partitions are made weeks ahead, while somebody reads', async () => {
    const reader = await db.database.connection();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM pgdurable.done');
    await db.database.query("SELECT pgdurable.set_clock('2031-01-01')");
    await db.database.query("SET lock_timeout = '2s'; SELECT pgdurable.maintain()");
    const { id } = await db.run('shown');
    expect((await db.read(id)).status).toBe('completed');
    await reader.query('ROLLBACK');
    await reader.close();
    await drain(db.database);
  });
});
