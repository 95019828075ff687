import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow quick { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'quick') } }
flow napping { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'before') } >> nap: sleep 1h >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') } }
flow two_naps { ( (sleep 1h >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') }) & sleep 2h ) >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined') } }
flow retrying { sql { SELECT 1 / (random() * 0)::int } retry 5 backoff 1h }
flow long { sql { INSERT INTO ledger (run, what) SELECT $run.id, 'long' FROM pg_sleep(30) } >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') } }
flow long_branch { ( sql { INSERT INTO ledger (run, what) SELECT $run.id, 'long' FROM pg_sleep(30) } & sleep 1h ) >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') } }
flow failing_branch {
  ( (first: sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'first') } >> sleep 1s >> when ($run.key IS NULL) { boom: fail 'boom' code 'boom' })
    & (sleep 1h >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'sibling') }) )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') }
}
flow failing_with_long { ( (sleep 1s >> boom: fail 'boom' code 'boom') & sql { INSERT INTO ledger (run, what) SELECT $run.id, 'long' FROM pg_sleep(30) } ) }
flow last_two { ( (sleep 1s >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'good') }) & (sleep 1s >> when ($run.key IS NULL) { fail 'bad' }) )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') } }
flow two_fail { ( (sleep 1s >> fail 'a' code 'a') & (sleep 2s >> fail 'b' code 'b') ) }
flow keyed (k text) key ($k) once { sleep 1h }`;

describe.each(MAJORS)('a cancel on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text)');
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.setClock(null));

  const cancel = async (run: string, reason?: string) =>
    (await db.value('SELECT pgdurable.cancel($1, $2)', [run, reason ?? null])) === 'true';
  const ledger = async (run: string) => (await db.rows('SELECT what FROM ledger WHERE run = $1 ORDER BY id', [run])).flat();
  const partOf = async (run: string) => Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
  /** Nothing of the run is left in the tables of live runs. */
  const leftOf = async (run: string) =>
    Number(
      await db.value(
        `SELECT (SELECT count(*) FROM pgdurable.token WHERE run = $1) + (SELECT count(*) FROM pgdurable.inbox WHERE run = $1)
              + (SELECT count(*) FROM pgdurable.binding WHERE run = $1) + (SELECT count(*) FROM pgdurable.live_key WHERE run = $1)`,
        [run],
      ),
    );

  it('ends a run that has not begun, and none of its steps runs', async () => {
    const run = await db.start('quick');
    expect(await cancel(run, 'not wanted')).toBe(true);
    await db.drain();
    expect(await db.read(run)).toMatchObject({ status: 'cancelled', error: { code: 'cancelled', message: 'not wanted' } });
    expect(await ledger(run)).toEqual([]);
    expect(await leftOf(run)).toBe(0);
  });

  it('ends a run that is to begin later', async () => {
    const run = await db.start('quick', {}, { at: '2099-01-01' });
    await cancel(run);
    await db.drain();
    expect((await db.read(run)).status).toBe('cancelled');
  });

  it('ends a run that sleeps, and history says that the sleep was cut short', async () => {
    const { id } = await db.run('napping');
    await cancel(id);
    await db.drain();
    await db.later('2 hours');
    await db.drain();
    expect((await db.read(id)).status).toBe('cancelled');
    expect(await ledger(id)).toEqual(['before']);
    expect((await db.steps(id)).map(({ step, status }) => [step, status])).toEqual([
      ['sql_1', 'completed'],
      ['nap', 'cancelled'],
    ]);
    expect(await leftOf(id)).toBe(0);
  });

  it('ends a run that waits for another attempt', async () => {
    const { id } = await db.run('retrying');
    await cancel(id);
    await db.drain();
    expect((await db.read(id)).status).toBe('cancelled');
    expect(await leftOf(id)).toBe(0);
  });

  it('ends a run with all its branches', async () => {
    const { id } = await db.run('two_naps');
    await cancel(id);
    await db.drain();
    await db.later('3 hours');
    await db.drain();
    expect((await db.read(id)).status).toBe('cancelled');
    expect(await ledger(id)).toEqual([]);
    expect((await db.steps(id)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(await leftOf(id)).toBe(0);
  });

  it('comes before the work that is due already', async () => {
    await db.database.query(`SELECT pgdurable.start_many('quick', array_fill('{}'::jsonb, array[500]))`);
    const run = await db.start('quick');
    await cancel(run);
    const part = await partOf(run);
    await work(db.database, part, 1);
    expect((await db.read(run)).status).toBe('cancelled');
    await db.drain();
    expect(await ledger(run)).toEqual([]);
  });

  it('lets no step begin that begins after it, while the run cannot be closed yet', async () => {
    const run = await db.start('quick');
    const holder = await db.database.connection();
    await holder.query('BEGIN');
    // As a message that was sent, and whose poke is in other hands.
    await cancel(run);
    await holder.query(`SELECT 1 FROM pgdurable.token WHERE run = '${run}' AND tok < 0 FOR UPDATE`);
    await db.drain();
    expect((await db.read(run)).status).toBe('pending');
    await holder.query('ROLLBACK');
    await holder.close();
    await db.drain();
    expect((await db.read(run)).status).toBe('cancelled');
    expect(await ledger(run)).toEqual([]);
  });

  it.each(['long', 'long_branch'])('cancels the statement of %s that runs at this moment', async (flow) => {
    const run = await db.start(flow);
    const part = await partOf(run);
    const [a, b] = [await db.database.connection(), await db.database.connection()];
    // A long step leaves its batch when the batch is cancelled, as a runner does after a second.
    const batch = work(a, part);
    await sleep(200);
    await db.database.query('SELECT pg_cancel_backend($1)', [a.backendPid]);
    expect((await batch).interrupted).toBe(true);
    await work(a, part);
    const step = workAlone(a, part);
    await sleep(200);
    const began = performance.now();
    await cancel(run);
    for (let i = 0; i < 200 && (await db.read(run)).status !== 'cancelled'; i++) {
      await work(b, part);
      await sleep(5);
    }
    expect(performance.now() - began).toBeLessThan(2000);
    await step;
    expect((await db.read(run)).status).toBe('cancelled');
    await db.drain();
    await db.later('2 hours');
    await db.drain();
    expect(await ledger(run)).toEqual([]);
    expect(await leftOf(run)).toBe(0);
    await a.close();
    await b.close();
  });

  it('a step that somebody else has cancelled is run again', async () => {
    const run = await db.start('long');
    const part = await partOf(run);
    const a = await db.database.connection();
    await db.database.query('UPDATE pgdurable.token SET lane = 1 WHERE run = $1', [run]);
    const step = workAlone(a, part);
    await sleep(200);
    await db.database.query('SELECT pg_cancel_backend($1)', [a.backendPid]);
    expect(await step).toBe(true);
    expect((await db.read(run)).status).toBe('running');
    await cancel(run);
    await db.drain();
    expect((await db.read(run)).status).toBe('cancelled');
    await a.close();
  });

  it('does nothing to a run that has ended, and says so', async () => {
    const { id } = await db.run('quick');
    expect(await cancel(id)).toBe(false);
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
  });

  it('is dropped when the run ends first', async () => {
    const run = await db.start('quick');
    const part = await partOf(run);
    await db.database.transaction(async (session) => {
      await session.query('SELECT pgdurable.cancel($1)', [run]);
      await work(db.database, part);
    });
    expect((await db.read(run)).status).toBe('completed');
    await db.drain();
    expect((await db.read(run)).status).toBe('completed');
    expect(await leftOf(run)).toBe(0);
  });

  it('of an unknown run is an error', async () => {
    await expect(cancel('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ code: 'PD003' });
  });

  it('is rolled back with its transaction', async () => {
    const { id } = await db.run('napping');
    await db.database
      .transaction(async (session) => {
        await session.query('SELECT pgdurable.cancel($1)', [id]);
        throw new Error('no');
      })
      .catch(() => {});
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
  });

  it('sent twice ends the run once', async () => {
    const { id } = await db.run('two_naps');
    await cancel(id, 'first');
    await cancel(id, 'second');
    await db.drain();
    expect((await db.read(id)).error?.message).toBe('first');
    expect(await leftOf(id)).toBe(0);
    expect(await db.value('SELECT count(*) FROM pgdurable.done WHERE run = $1', [id])).toBe('1');
  });

  it('gives the key back, also one that is held once', async () => {
    const { id } = await db.run('keyed', { k: 'x' });
    await cancel(id);
    await db.drain();
    expect(await db.start('keyed', { k: 'x' })).not.toBe(id);
  });

  it('in the transaction of its start leaves a cancelled run', async () => {
    const run = await db.database.transaction(async (session) => {
      const [row] = await session.query<{ id: string }>("SELECT pgdurable.start('quick') AS id");
      await session.query('SELECT pgdurable.cancel($1)', [row?.id ?? null]);
      return row?.id ?? '';
    });
    await db.drain();
    expect((await db.read(run)).status).toBe('cancelled');
    expect(await ledger(run)).toEqual([]);
  });

  it('is what happens to the siblings of a branch that fails', async () => {
    const { id } = await db.run('failing_branch');
    await db.later('1 s');
    await db.drain();
    expect(await db.read(id)).toMatchObject({ status: 'failed', error: { code: 'boom', message: 'boom', step: 'boom' } });
    expect((await db.read(id)).error?.line).toBe(FLOWS.split('\n').findIndex((line) => line.includes('first: sql')) + 1);
    await db.later('2 hours');
    await db.drain();
    expect(await ledger(id)).toEqual(['first']);
    expect((await db.steps(id)).map(({ step, status }) => [step, status])).toEqual(
      expect.arrayContaining([
        ['first', 'completed'],
        ['sleep_1', 'completed'],
        ['boom', 'failed'],
        ['sleep_2', 'cancelled'],
      ]),
    );
    expect(await leftOf(id)).toBe(0);
  });

  it('is what happens to the running statement of a sibling of a branch that fails', async () => {
    const run = await db.start('failing_with_long');
    const part = await partOf(run);
    await db.database.query(
      "INSERT INTO pgdurable.slow SELECT version, n.node, 'infinity' FROM pgdurable.node n JOIN pgdurable.token USING (version) WHERE run = $1 AND kind = 'sql'",
      [run],
    );
    const [a, b] = [await db.database.connection(), await db.database.connection()];
    await work(a, part);
    await work(a, part);
    const step = workAlone(a, part);
    await sleep(200);
    await db.later('1 s');
    const began = performance.now();
    for (let i = 0; i < 200 && (await db.read(run)).status !== 'failed'; i++) {
      await work(b, part);
      await sleep(5);
    }
    expect(performance.now() - began).toBeLessThan(2000);
    await step;
    expect(await db.read(run)).toMatchObject({ status: 'failed', error: { code: 'boom' } });
    expect(await ledger(run)).toEqual([]);
    expect(await leftOf(run)).toBe(0);
    await a.close();
    await b.close();
  });

  it('a branch that ends in the batch in which another fails does not wake its run', async () => {
    const { id } = await db.run('last_two');
    await db.later('1 s');
    await db.drain();
    expect((await db.read(id)).status).toBe('failed');
    expect(await ledger(id)).not.toContain('after');
    expect(await leftOf(id)).toBe(0);
  });

  it('the first failure of several branches is the one of the run', async () => {
    const { id } = await db.run('two_fail');
    await db.later('1 s');
    await db.drain();
    await db.later('1 s');
    await db.drain();
    expect((await db.read(id)).error?.code).toBe('a');
    expect(await leftOf(id)).toBe(0);
  });
});
