import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, attempt int, key text);
  CREATE SEQUENCE tries;
  CREATE FUNCTION raise(code text, message text DEFAULT 'raised') RETURNS void LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING errcode = code, message = message; END $$;
  CREATE FUNCTION fails_before(attempt int, n int) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
      IF attempt < n THEN PERFORM raise('P0001'); END IF;
      RETURN '';
    END $$;
  -- Sequences do not roll back: fails until it was called so often.
  CREATE FUNCTION fails_times(n int, code text DEFAULT 'P0001') RETURNS int LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('tries') <= n THEN PERFORM raise(code); END IF;
      RETURN n;
    END $$;`;

const FLOWS = `
flow third_time {
  sql { INSERT INTO ledger (run, attempt, key) SELECT $run.id, $step.attempt, $step.key || fails_before($step.attempt, 3) } retry 3 backoff 10s
}
flow never { sql { SELECT raise('P0001') } retry 2 backoff 10s }
flow grows { sql { SELECT raise('P0001') } retry 6 backoff 1s..20s }
flow unless_code { sql { SELECT raise('22012') } retry 5 backoff 1s unless ($err.code = '22012') }
flow unless_other { sql { SELECT raise('P0001') } retry 1 backoff 1s unless ($err.code = '22012') }
flow unless_null { sql { SELECT raise('P0001') } retry 1 backoff 1s unless (NULL::boolean) }
flow unless_fields { sql { SELECT raise('P0001', 'gone') } retry 5 backoff 1s
  unless ($err.message = 'gone' AND $err.step = 'sql_1' AND $err.attempt = 2 AND $err.detail ->> 'table' IS NULL) }
flow unless_fails { sql { SELECT raise('P0001', 'first') } retry 5 backoff 1s unless (1 / ($err.attempt - 1) > 0) }
flow unless_reads { bind b = sql { SELECT id FROM ledger WHERE false }
  >> sql { SELECT raise('P0001', 'second') } retry 5 backoff 1s unless ($b.id = 1) }
flow by_default retry 1 backoff 1s { sql { SELECT raise('P0001') } }
flow switched_off retry 3 backoff 1s { sql { SELECT raise('P0001') } retry 0 }
flow no_backoff { sql { SELECT raise('P0001') } retry 1 }
flow many_attempts { sql { SELECT raise('P0001') } retry 50 backoff 1m..2m }
flow rare { sql { SELECT raise('P0001') } retry 30 backoff 1d..2d }
flow conflicts { sql { INSERT INTO ledger (run, attempt, key) SELECT $run.id, $step.attempt, fails_times(30, '40001')::text } }
flow always_conflicts { sql { SELECT raise('40P01') } }
flow conflicts_then_retries { sql { SELECT raise('40001') } retry 1 backoff 1s }
flow second_step { sql { INSERT INTO ledger (run, attempt) VALUES ($run.id, $step.attempt) }
  >> sql { INSERT INTO ledger (run, attempt) SELECT $run.id, $step.attempt FROM fails_before($step.attempt, 2) } retry 2 backoff 1s
  >> sql { INSERT INTO ledger (run, attempt) VALUES ($run.id, $step.attempt) } }`;

describe.each(MAJORS)('retry on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA, 1);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await db.setClock(null);
    await db.database.query("SELECT setval('tries', 1, false)");
  });

  /** How long the run waits for its next attempt, in seconds. */
  const pause = async (run: string) =>
    Number(await db.value('SELECT extract(epoch FROM waiting_until - pgdurable.now()) FROM pgdurable.runs WHERE id = $1', [run]));

  it('tries again until the step succeeds, with its own attempt number and one key', async () => {
    const run = await db.run('third_time');
    expect(run.status).toBe('waiting');
    await db.later('12 s');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('waiting');
    await db.later('12 s');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('completed');
    expect(await db.rows('SELECT attempt, key FROM ledger WHERE run = $1', [run.id])).toEqual([['3', `${run.id}:sql_1`]]);
    expect((await db.steps(run.id)).map(({ step, attempt, status }) => [step, attempt, status])).toEqual([
      ['sql_1', 1, 'failed'],
      ['sql_1', 2, 'failed'],
      ['sql_1', 3, 'completed'],
    ]);
  });

  it('fails after the last attempt, whose number the error says', async () => {
    const run = await db.run('never');
    for (let i = 0; i < 2; i++) {
      await db.later('12 s');
      await db.drain();
    }
    expect(await db.read(run.id)).toMatchObject({ status: 'failed', error: { code: 'P0001', attempt: 3, step: 'sql_1' } });
    expect((await db.steps(run.id)).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
    ]);
  });

  it('doubles the pause up to its bound, ten per cent more or less', async () => {
    const run = await db.run('grows');
    for (const expected of [1, 2, 4, 8, 16, 20]) {
      const seconds = await pause(run.id);
      expect(seconds).toBeGreaterThan(expected * 0.9 - 0.5);
      expect(seconds).toBeLessThanOrEqual(expected * 1.1);
      await db.later(`${expected * 1.1} s`);
      await db.drain();
    }
    expect((await db.read(run.id)).status).toBe('failed');
  });

  it('always pauses as long when one duration is given', async () => {
    const run = await db.run('never');
    expect(await pause(run.id)).toBeGreaterThan(8);
    await db.later('12 s');
    await db.drain();
    expect(await pause(run.id)).toBeGreaterThan(8);
    expect(await pause(run.id)).toBeLessThanOrEqual(11);
  });

  it('pauses for a second first when no backoff is given', async () => {
    const run = await db.run('no_backoff');
    expect(await pause(run.id)).toBeLessThanOrEqual(1.1);
  });

  it.each([
    ['many_attempts', 51, 2.3],
    ['rare', 31, 3200],
  ] as const)('survives the doublings of %s', async (flow, attempts, minutes) => {
    const run = await db.run(flow);
    for (let i = 1; i < attempts; i++) {
      await db.database.query(`SELECT pgdurable.set_clock(pgdurable.now() + interval '${minutes} minutes')`);
      await db.database.query('SELECT pgdurable.create_partitions(pgdurable.now())');
      await db.drain();
    }
    expect(await db.read(run.id)).toMatchObject({ status: 'failed', error: { attempt: attempts } });
  });

  it('does not try again when unless holds', async () => {
    expect(await db.run('unless_code')).toMatchObject({ status: 'failed', error: { code: '22012', attempt: 1 } });
  });

  it('tries again when unless does not hold, or is NULL', async () => {
    expect(await db.run('unless_other')).toMatchObject({ status: 'waiting' });
    expect(await db.run('unless_null')).toMatchObject({ status: 'waiting' });
  });

  it('gives unless the code, message, step, attempt and detail of the failure', async () => {
    const run = await db.run('unless_fields');
    expect(run.status).toBe('waiting');
    await db.later('2 s');
    await db.drain();
    expect(await db.read(run.id)).toMatchObject({ status: 'failed', error: { attempt: 2, message: 'gone' } });
  });

  it('lets the failure stand when unless fails itself, and says so', async () => {
    expect(await db.run('unless_fails')).toMatchObject({
      status: 'failed',
      error: { message: 'first', attempt: 1, unless: 'division by zero' },
    });
    expect(await db.run('unless_reads')).toMatchObject({ status: 'failed', error: { message: 'second', unless: '$b has no row' } });
  });

  it('takes the retry of the flow for steps that say nothing, and none for retry 0', async () => {
    expect(await db.run('by_default')).toMatchObject({ status: 'waiting' });
    expect(await db.run('switched_off')).toMatchObject({ status: 'failed', error: { attempt: 1 } });
  });

  it('repeats serialization failures at once, without counting them', async () => {
    const run = await db.run('conflicts');
    expect(run.status).toBe('completed');
    expect(await db.rows('SELECT attempt FROM ledger WHERE run = $1', [run.id])).toEqual([['1']]);
  });

  it('gives up after a hundred conflicts in a row', async () => {
    expect(await db.run('always_conflicts')).toMatchObject({ status: 'failed', error: { code: '40P01', attempt: 1 } });
    const run = await db.run('conflicts_then_retries');
    expect(run.status).toBe('waiting');
    await db.later('2 s');
    await db.drain();
    expect(await db.read(run.id)).toMatchObject({ status: 'failed', error: { code: '40001', attempt: 2 } });
  });

  it('repeats only the step that failed', async () => {
    const run = await db.run('second_step');
    await db.later('2 s');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('completed');
    expect((await db.rows('SELECT attempt FROM ledger WHERE run = $1 ORDER BY id', [run.id])).flat()).toEqual(['1', '2', '1']);
  });
});
