import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/db/index.ts';
import { Crew } from './crew.ts';
import { work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow storm {
  try {
    ( ( sleep 1ms >> sql { SELECT note($run.id, 'a') } >> fail 'x' code 'x' )
      & ( sleep 1ms >> sql { SELECT note($run.id, 'b') } >> sleep 1ms >> sql { SELECT note($run.id, 'b') } >> sleep 1ms >> sql { SELECT note($run.id, 'b') } )
      & ( sleep 2ms >> ( ( sleep 1ms >> sql { SELECT note($run.id, 'c') } >> sleep 1ms ) & ( sleep 1ms >> fail 'y' code 'y' ) ) )
      & ( sleep 1ms >> try { ( ( sleep 1ms >> fail 'z' code 'z' ) & ( sleep 1ms >> sql { SELECT note($run.id, 'd') } >> sleep 1ms ) ) }
          catch inner { sql { SELECT note($run.id, 'inner') } } ) )
  } catch e { handler: sql { INSERT INTO ledger (run, what, seen) SELECT $run.id, 'caught', count(*) FROM ledger WHERE run = $run.id } }
  >> sql { SELECT note($run.id, 'after') }
}
flow storm_alone {
  try {
    ( sql { SELECT note($run.id, 'a') FROM pg_sleep(0.001) } & sql { SELECT 1 / 0 FROM pg_sleep(0.001) } & sql { SELECT 1 / 0 FROM pg_sleep(0.002) }
      & ( sql { SELECT note($run.id, 'b') FROM pg_sleep(0.001) } >> sql { SELECT note($run.id, 'c') FROM pg_sleep(0.001) } ) )
  } catch e { sql { INSERT INTO ledger (run, what, seen) SELECT $run.id, 'caught', count(*) FROM ledger WHERE run = $run.id } }
}
flow two {
  try { ( ( sleep 1s >> bad: fail 'bad' code 'bad' ) & ( sleep 1s >> good: sql { SELECT note($run.id, 'good') } >> sleep 1ms >> sql { SELECT note($run.id, 'later') } ) ) }
  catch e { sql { SELECT note($run.id, $e.code) } }
}
flow waiting {
  try { ( ( sleep 1s >> fail 'bad' code 'bad' ) & bind early = await signal go (n int) timeout 1h ) }
  catch e { bind g = await signal go (n int) timeout 1h >> sql { SELECT note($run.id, 'got ' || coalesce($g.n, -1)) } }
}
flow with_long {
  ( ( try { ( ( sleep 1s >> bad: fail 'bad' code 'bad' ) & long: sql { SELECT note($run.id, 'long') FROM pg_sleep(30) } ) }
      catch e { sql { SELECT note($run.id, $e.code) } } )
    & other: sql { SELECT nextval('others'), note($run.id, 'other') FROM pg_sleep(1.5) } )
}`;

describe.each(MAJORS)('the failure of a branch in a try on Postgres %i', (major) => {
  let db: EngineDatabase;
  let crew: Crew | null = null;
  beforeAll(async () => {
    db = await engineDatabase(
      major,
      `CREATE TABLE ledger (id bigint GENERATED ALWAYS AS IDENTITY, run uuid, what text, seen int);
       CREATE SEQUENCE others;
       CREATE FUNCTION note(run uuid, what text) RETURNS void LANGUAGE sql AS 'INSERT INTO public.ledger (run, what) VALUES (run, what)'`,
    );
    await db.deploy(FLOWS);
  });
  beforeEach(() => db.setClock(null));
  afterEach(async () => {
    await crew?.stop();
    crew = null;
    // What a test that fails has left open would keep its locks.
    for (const connection of opened.splice(0)) await connection.close().catch(() => {});
    await db.database.query('TRUNCATE ledger');
  });
  afterAll(() => db.drop());

  const opened: Connection[] = [];
  const open = async () => {
    const connection = await db.database.connection();
    opened.push(connection);
    return connection;
  };
  const startMany = (flow: string, count: number) =>
    db.database.query(`SELECT count(*) FROM pgdurable.start_many('${flow}', array_fill('{}'::jsonb, array[${count}]))`);
  const untilEmpty = async (ms = 60_000) => {
    for (const end = Date.now() + ms; (await db.value('SELECT count(*) FROM pgdurable.token')) !== '0'; await sleep(20)) {
      if (Date.now() < end) continue;
      const stuck = await db.rows('SELECT run, tok, path, node, state, lane, ctl, due FROM pgdurable.token ORDER BY run, tok LIMIT 20');
      throw new Error(`stuck: ${JSON.stringify(stuck, null, 1)}`);
    }
  };
  /** Lets the steps of this kind run one by one in lane 1. */
  const apart = (flow: string) =>
    db.database.query(
      `INSERT INTO pgdurable.slow SELECT version, node, 'infinity' FROM pgdurable.node n JOIN pgdurable.flow f USING (version)
        WHERE f.name = '${flow}' AND kind = 'sql' ON CONFLICT DO NOTHING`,
    );
  const ledger = async (run: string) => (await db.rows('SELECT what FROM ledger WHERE run = $1 ORDER BY id', [run])).flat();
  const ctlOf = (run: string) => db.value('SELECT ctl FROM pgdurable.token WHERE run = $1 AND tok = 0', [run]);
  const partOf = async (run: string) => Number(await db.value('SELECT pgdurable.part_of($1)', [run]));

  it.each([
    ['storm', 500],
    ['storm_alone', 200],
  ])(
    '%s: handled once, and nothing of a branch comes after its handler',
    async (flow, count) => {
      if (flow === 'storm_alone') await apart(flow);
      await startMany(flow, count);
      crew = new Crew(db.database, 4);
      await untilEmpty();
      await crew.stop();
      // A backend may be told to cancel its step when it has come to its books already.
      expect(crew.errors.filter((error) => (error as { code?: string }).code !== '57014')).toEqual([]);
      expect(await db.value('SELECT count(*) FROM pgdurable.runs WHERE flow = $1 AND status = $2', [flow, 'completed'])).toBe(
        String(count),
      );
      expect(await db.value("SELECT count(*) || ' ' || count(DISTINCT run) FROM ledger WHERE what = 'caught'")).toBe(`${count} ${count}`);
      // The handler has seen all that its branches have done.
      expect(
        await db.rows(
          `SELECT c.run, c.seen, count(*) FROM ledger c JOIN ledger l USING (run) WHERE c.what = 'caught' AND l.what NOT IN ('caught', 'after')
          GROUP BY c.run, c.seen HAVING count(*) <> c.seen`,
        ),
      ).toEqual([]);
      expect(await db.rows("SELECT run, what FROM ledger WHERE what <> 'b' GROUP BY run, what HAVING count(*) > 1")).toEqual([]);
      expect(await db.rows("SELECT run FROM ledger WHERE what = 'b' GROUP BY run HAVING count(*) > 3")).toEqual([]);
      expect(await db.value('SELECT (SELECT count(*) FROM pgdurable.inbox) + (SELECT count(*) FROM pgdurable.binding)')).toBe('0');
    },
    120_000,
  );

  it.each(['commits', 'is lost'])('a sibling whose step %s at that moment', async (end) => {
    const run = await db.start('two');
    const part = await partOf(run);
    await db.drain();
    await db.later('1 s');
    const sibling = await open();
    // The sibling is in lane 1, and its step has been done but for the commit.
    await db.database.query(
      'UPDATE pgdurable.token SET lane = 1 WHERE run = $1 AND tok = (SELECT max(tok) FROM pgdurable.token WHERE run = $1)',
      [run],
    );
    // Its sleep ends, then its step.
    expect(await workAlone(db.database, part)).toBe(true);
    await db.database.query(
      "UPDATE pgdurable.token SET lane = 1 WHERE run = $1 AND node = (SELECT node FROM pgdurable.node n JOIN pgdurable.flow f USING (version) WHERE f.name = 'two' AND n.name = 'good')",
      [run],
    );
    await sibling.query('BEGIN');
    expect(await workAlone(sibling, part)).toBe(true);
    const failing = work(db.database, part);
    await sleep(100);
    if (end === 'commits') {
      await sibling.query('COMMIT');
    } else {
      await db.database.query('SELECT pg_terminate_backend($1)', [sibling.backendPid]);
      await sibling.closed;
    }
    await failing;
    await db.drain();
    await db.later('1 s');
    await db.drain();
    expect((await db.read(run)).status).toBe('completed');
    expect(await ledger(run)).toEqual(end === 'commits' ? ['good', 'bad'] : ['bad']);
  });

  it('a sibling that has done its step, but comes to its books too late, leaves nothing behind', async () => {
    const run = await db.start('two');
    const part = await partOf(run);
    await db.drain();
    await db.later('1 s');
    const sibling = await open();
    const [good] = (await db.rows('SELECT max(tok) FROM pgdurable.token WHERE run = $1', [run])).flat();
    await db.database.query('UPDATE pgdurable.token SET lane = 1 WHERE run = $1 AND tok = $2', [run, good as string]);
    expect(await workAlone(db.database, part)).toBe(true);
    // The step waits for a lock while the other branch fails.
    const lock = await open();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE');
    await db.database.query('UPDATE pgdurable.token SET lane = 1 WHERE run = $1 AND tok = $2', [run, good as string]);
    const late = workAlone(sibling, part);
    await sleep(100);
    // As many slices as it takes to the failure, and nothing of what comes then.
    for (let i = 0; i < 5 && (await ctlOf(run)) !== '3'; i++) await work(db.database, part, 0);
    expect(await ctlOf(run)).toBe('3');
    await lock.query('ROLLBACK');
    await late;
    await db.drain();
    await db.later('1 s');
    await db.drain();
    expect((await db.read(run)).status).toBe('completed');
    expect(await ledger(run)).toEqual(['bad']);
  });

  it('the handler begins once although the backend that stops the branches dies', async () => {
    const run = await db.start('two');
    const part = await partOf(run);
    await db.drain();
    await db.later('1 s');
    // The branch has failed, and its sibling is not stopped yet.
    await db.database.query(
      "UPDATE pgdurable.token SET due = due + interval '1 s' WHERE run = $1 AND tok = (SELECT max(tok) FROM pgdurable.token WHERE run = $1)",
      [run],
    );
    for (let i = 0; i < 5 && (await ctlOf(run)) !== '3'; i++) await work(db.database, part, 0);
    expect(await db.rows('SELECT tok, ctl, state FROM pgdurable.token WHERE run = $1 AND tok >= 0 ORDER BY tok', [run])).toEqual([
      ['0', '3', '1'],
      [expect.anything(), '0', '5'],
    ]);
    for (const end of ['ROLLBACK', 'terminate', 'COMMIT']) {
      const dying = await open();
      await dying.query('BEGIN');
      await dying.query(`SELECT pgdurable.serve_pokes(${part}::smallint, pgdurable.now())`);
      expect(await db.value('SELECT state FROM pgdurable.token WHERE run = $1 AND tok = 0', [run])).toBe('1');
      if (end === 'terminate') {
        await db.database.query('SELECT pg_terminate_backend($1)', [dying.backendPid]);
        await dying.closed;
        continue;
      }
      await dying.query(end);
    }
    const handling = await open();
    await handling.query('BEGIN');
    await db.database.query('UPDATE pgdurable.token SET lane = 1 WHERE run = $1 AND tok = 0', [run]);
    expect(await workAlone(handling, part)).toBe(true);
    await db.database.query('SELECT pg_terminate_backend($1)', [handling.backendPid]);
    await handling.closed;
    await db.drain();
    await db.later('2 s');
    await db.drain();
    expect((await db.read(run)).status).toBe('completed');
    expect(await ledger(run)).toEqual(['bad']);
    expect(await db.value('SELECT count(*) FROM pgdurable.inbox WHERE run = $1', [run])).toBe('0');
  });

  it('a cancel while branches are being stopped ends the run, and the handler does not begin', async () => {
    const run = await db.start('two');
    await db.drain();
    await db.later('1 s');
    const part = await partOf(run);
    const holder = await open();
    await holder.query('BEGIN');
    await holder.query(
      'SELECT 1 FROM pgdurable.token WHERE run = $1 AND tok = (SELECT max(tok) FROM pgdurable.token WHERE run = $1) FOR UPDATE',
      [run],
    );
    await work(db.database, part);
    expect(await ctlOf(run)).toBe('3');
    await db.database.query('SELECT pgdurable.cancel($1)', [run]);
    await work(db.database, part);
    await holder.query('ROLLBACK');
    for (let i = 0; i < 100 && (await db.read(run)).status !== 'cancelled'; i++) {
      await db.drain();
      await sleep(10);
    }
    expect((await db.read(run)).status).toBe('cancelled');
    expect(await ledger(run)).toEqual([]);
    await db.later('5 s');
    await db.drain();
    expect(
      await db.value(
        'SELECT (SELECT count(*) FROM pgdurable.token WHERE run = $1) + (SELECT count(*) FROM pgdurable.inbox WHERE run = $1)',
        [run],
      ),
    ).toBe('0');
  });

  it('a signal that comes while its await is being stopped is kept for the handler', async () => {
    const run = await db.start('waiting');
    await db.drain();
    await db.later('1 s');
    const part = await partOf(run);
    const holder = await open();
    await holder.query('BEGIN');
    await holder.query(`SELECT 1 FROM pgdurable.token WHERE run = '${run}' AND state = 2 FOR UPDATE`);
    for (let i = 0; i < 5 && (await ctlOf(run)) !== '3'; i++) await work(db.database, part, 0);
    await db.database.query(`SELECT pgdurable.signal($1, 'go', '{"n": 7}')`, [run]);
    for (let i = 0; i < 3; i++) await work(db.database, part, 5);
    expect(await ctlOf(run)).toBe('3');
    await holder.query('ROLLBACK');
    for (let i = 0; i < 100 && (await db.read(run)).status !== 'completed'; i++) {
      await db.drain();
      await sleep(10);
    }
    expect(await ledger(run)).toEqual(['got 7']);
    expect(await db.value('SELECT count(*) FROM pgdurable.inbox WHERE run = $1', [run])).toBe('0');
  });

  it('cancels the statement of a sibling at once, and of nobody else in the run', async () => {
    await apart('with_long');
    const run = await db.start('with_long');
    const part = await partOf(run);
    const [a, b, c] = [await open(), await open(), await open()];
    for (let i = 0; i < 4; i++) await work(a, part);
    const steps = [workAlone(a, part), workAlone(b, part)];
    await sleep(200);
    await db.later('1 s');
    const began = performance.now();
    for (let i = 0; i < 100 && !(await ledger(run)).includes('bad'); i++) {
      await work(c, part);
      await workAlone(c, part);
      await sleep(5);
    }
    expect(performance.now() - began).toBeLessThan(1000);
    await Promise.all(steps);
    await db.drain();
    expect((await db.read(run)).status).toBe('completed');
    expect(await ledger(run)).toEqual(['bad', 'other']);
    expect(await db.value('SELECT last_value FROM others')).toBe('1');
  });
});
