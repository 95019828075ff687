import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow quick timeout 1h { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'quick') } }
flow napping (nap interval) timeout 1h {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'before') } >> nap: sleep ($nap) >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') }
}
flow branching timeout 1m500ms { ( (sleep 50s >> sleep 50s) & sleep 2h ) >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined') } }
flow retrying timeout 10m { sql { SELECT 1 / (random() * 0)::int } retry 1000 backoff 1m }
flow long timeout 10s { sql { INSERT INTO ledger (run, what) SELECT $run.id, 'long' FROM pg_sleep(30) } >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') } }
flow keyed (k text) key ($k) timeout 1h { sleep 2h }
flow unlimited { sleep 2h }`;

describe.each(MAJORS)("a flow's timeout on Postgres %i", (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text)');
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.setClock(null));

  const ledger = async (run: string) => (await db.rows('SELECT what FROM ledger WHERE run = $1 ORDER BY id', [run])).flat();
  const tokens = async (run: string) => (await db.rows('SELECT state FROM pgdurable.token WHERE run = $1 ORDER BY tok', [run])).flat();

  it('fails a run that sleeps, with code timeout', async () => {
    const { id } = await db.run('napping', { nap: '2 h' });
    await db.later('59 minutes 55 seconds');
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
    await db.later('5 seconds');
    await db.drain();
    expect(await db.read(id)).toMatchObject({
      status: 'failed',
      error: { code: 'timeout', message: 'the run has not ended within 01:00:00' },
    });
    expect(await ledger(id)).toEqual(['before']);
    expect((await db.steps(id)).map(({ step, status }) => [step, status])).toEqual([
      ['sql_1', 'completed'],
      ['nap', 'cancelled'],
    ]);
    expect(await tokens(id)).toEqual([]);
  });

  it('begins with the first step, not with the start', async () => {
    const id = await db.start('napping', { nap: '50 m' });
    await db.later('2 hours');
    await db.drain();
    await db.later('50 minutes');
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
  });

  it('leaves nothing of itself when the run ends in time', async () => {
    const { id } = await db.run('napping', { nap: '10 m' });
    expect(await tokens(id)).toEqual(['9', '5']);
    await db.later('10 minutes');
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
    expect(await tokens(id)).toEqual([]);
    await db.later('1 hour');
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
  });

  it('writes nothing for a run that ends in one slice', async () => {
    const id = await db.startTogether('quick');
    const connection = await db.database.connection();
    await connection.query('BEGIN');
    const before = await connection.query<{ n: number }>(INSERTED);
    await connection.query(
      `SELECT pgdurable.book(0::smallint, c.claims, s.slices, '{1}', false, pgdurable.now())
         FROM (SELECT pgdurable.claim(0::smallint, 0::smallint, pgdurable.now(), '-infinity', 32) AS claims) c,
              LATERAL (SELECT pgdurable.run_batch(0::smallint, c.claims, clock_timestamp() + interval '1 s', false, '0') AS slices) s`,
    );
    expect(await connection.query(INSERTED)).toEqual(before);
    await connection.query('COMMIT');
    await connection.close();
    expect((await db.read(id)).status).toBe('completed');
  });

  it('ends all branches', async () => {
    const { id } = await db.run('branching');
    await db.later('55 seconds');
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
    await db.later('6 seconds');
    await db.drain();
    expect(await db.read(id)).toMatchObject({
      status: 'failed',
      error: { code: 'timeout', message: 'the run has not ended within 00:01:00.500' },
    });
    expect(await ledger(id)).toEqual([]);
    expect(await tokens(id)).toEqual([]);
  });

  it('ends attempts of a step that goes on failing', async () => {
    const { id } = await db.run('retrying');
    for (let i = 0; i < 12; i++) {
      await db.later('67 seconds');
      await db.drain();
    }
    expect(await db.read(id)).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
    expect((await db.steps(id)).length).toBeGreaterThan(5);
    expect(await tokens(id)).toEqual([]);
  });

  it('cancels the statement that runs at this moment', async () => {
    const run = await db.start('long');
    const part = Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
    const [a, b] = [await db.database.connection(), await db.database.connection()];
    // A long step leaves its batch when the batch is cancelled, as a runner does after a second.
    const batch = work(a, part);
    await sleep(200);
    await db.database.query('SELECT pg_cancel_backend($1)', [a.backendPid]);
    expect((await batch).interrupted).toBe(true);
    // The first turn notes when the run began, the next one runs the step.
    expect(await workAlone(a, part)).toBe(true);
    const step = workAlone(a, part);
    await sleep(200);
    const began = performance.now();
    await db.later('10 seconds');
    for (let i = 0; i < 200 && (await db.read(run)).status !== 'failed'; i++) await work(b, part);
    expect(performance.now() - began).toBeLessThan(5000);
    await step;
    await Promise.all([a.close(), b.close()]);
    await db.drain();
    expect(await db.read(run)).toMatchObject({ status: 'failed', error: { code: 'timeout' } });
    expect(await ledger(run)).toEqual([]);
    expect(await tokens(run)).toEqual([]);
  });

  it('comes once, though the one who serves it dies', async () => {
    const { id } = await db.run('napping', { nap: '2 h' });
    await db.later('1 hour');
    const connection = await db.database.connection();
    await connection.query('BEGIN');
    await connection.query(`SELECT pgdurable.serve_pokes(pgdurable.part_of('${id}'), pgdurable.now())`);
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
    await db.database.query('SELECT pg_terminate_backend($1)', [connection.backendPid]);
    await connection.close().catch(() => {});
    for (let i = 0; i < 50 && (await db.read(id)).status !== 'failed'; i++) {
      await sleep(20);
      await db.drain();
    }
    expect((await db.read(id)).error?.code).toBe('timeout');
    expect(await tokens(id)).toEqual([]);
  });

  it('and a cancel at the same time leave nothing, and set the key free', async () => {
    const { id } = await db.run('keyed', { k: 'a' });
    await db.later('1 hour');
    await db.database.query('SELECT pgdurable.cancel($1)', [id]);
    await db.drain();
    expect(['cancelled', 'failed']).toContain((await db.read(id)).status);
    expect(await tokens(id)).toEqual([]);
    expect((await db.run('keyed', { k: 'a' })).id).not.toBe(id);
  });

  it('is none of a flow without one', async () => {
    const { id } = await db.run('unlimited');
    expect(await tokens(id)).toEqual(['5']);
    await db.database.query('SELECT pgdurable.cancel($1)', [id]);
    await db.drain();
  });
});

/** Tokens that this transaction has inserted. */
const INSERTED = "SELECT n_tup_ins::int AS n FROM pg_stat_xact_user_tables WHERE relid = 'pgdurable.token'::regclass";
