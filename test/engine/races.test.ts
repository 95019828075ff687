import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/db/index.ts';
import { Crew } from './crew.ts';
import { work } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

/** The long variant keeps a transaction open for a minute. */
const OPEN_MS = process.env.SOAK === undefined ? 4_000 : 60_000;

const FLOWS = `
flow joins (branches int default 2) {
  ( (sleep 10ms >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'a') }) & (sleep 10ms >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'b') }) )
  >> ( (sleep 1ms >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'c') }) & sleep 1ms & (sleep 2ms >> ( sleep 1ms & sleep 1ms )) )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined') }
}
flow alone_joins {
  ( sql { INSERT INTO ledger (run, what) SELECT $run.id, 'a' FROM pg_sleep(0.001) } & sql { INSERT INTO ledger (run, what) SELECT $run.id, 'b' FROM pg_sleep(0.001) }
    & sql { INSERT INTO ledger (run, what) SELECT $run.id, 'c' FROM pg_sleep(0.001) } )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined') }
}
flow steps {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 's') } >> sleep 1ms
  >> sql { INSERT INTO ledger (run, what) SELECT $run.id, 's' FROM pg_sleep(0.002) } >> sleep 1ms
  >> ( sql { INSERT INTO ledger (run, what) VALUES ($run.id, 's') } & (sleep 1ms >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 's') }) )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 's') } >> sleep 1ms
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 's') } >> sleep 1ms
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 's') } >> sleep 1ms
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 's') }
}
flow quick { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'quick') } }
flow sleepy { sql { SELECT pg_sleep(20) } }`;

describe.each(MAJORS)('at the same time on Postgres %i', (major) => {
  let db: EngineDatabase;
  let crew: Crew | null = null;
  beforeAll(async () => {
    db = await engineDatabase(
      major,
      `CREATE TABLE ledger (run uuid, what text, began timestamptz DEFAULT transaction_timestamp());
       CREATE TABLE asked (run uuid PRIMARY KEY, at timestamptz, answer boolean)`,
    );
    await db.deploy(FLOWS);
  });
  afterEach(async () => {
    await crew?.stop();
    crew = null;
    await db.database.query('TRUNCATE ledger, asked');
  });
  afterAll(() => db.drop());

  const startMany = (flow: string, count: number) =>
    db.database.query(`SELECT count(*) FROM pgdurable.start_many('${flow}', array_fill('{}'::jsonb, array[${count}]))`);
  const live = async () => Number(await db.value('SELECT count(*) FROM pgdurable.token'));
  const untilEmpty = async (ms = 90_000) => {
    for (const end = Date.now() + ms; (await live()) > 0; await sleep(50)) {
      if (Date.now() < end) continue;
      const stuck = await db.rows(
        'SELECT run, tok, parent, node, state, lane, ctl, due, attempt FROM pgdurable.token ORDER BY run, tok LIMIT 20',
      );
      throw new Error(`stuck: ${JSON.stringify(stuck, null, 1)}`);
    }
  };

  it('2,000 runs with eight joins each, on four connections: none stuck, none twice', async () => {
    await startMany('joins', 2000);
    crew = new Crew(db.database, 4);
    await untilEmpty();
    await crew.stop();
    expect(crew.errors).toEqual([]);
    expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'joins' AND status = 'completed'")).toBe('2000');
    expect(await db.value("SELECT count(*) || ' ' || count(DISTINCT (run, what)) FROM ledger")).toBe('8000 8000');
    expect(await db.value('SELECT count(*) FROM pgdurable.binding')).toBe('0');
  }, 180_000);

  it('300 joins of steps that run alone: none stuck, none twice', async () => {
    await startMany('alone_joins', 300);
    await db.database.query(
      "INSERT INTO pgdurable.slow SELECT version, node, 'infinity' FROM pgdurable.node n JOIN pgdurable.flow f USING (version) WHERE f.name = 'alone_joins' AND kind = 'sql' ON CONFLICT DO NOTHING",
    );
    crew = new Crew(db.database, 4);
    await untilEmpty();
    await crew.stop();
    expect(crew.errors).toEqual([]);
    expect(await db.value("SELECT count(*) || ' ' || count(DISTINCT (run, what)) FROM ledger")).toBe('1200 1200');
  }, 120_000);

  it('500 cancels of runs that are at work: none stuck, none twice, no step that begins after the cancel', async () => {
    crew = new Crew(db.database, 4);
    const cancels = await db.database.connection();
    let cancelled = 0;
    let started = 0;
    while (cancelled < 500) {
      await startMany('steps', 100);
      started += 100;
      for (let i = 0; i < 50 && cancelled < 500; i++) {
        // One that has begun: its next step may be running right now.
        const rows = await cancels.query<{ id: string }>(
          'SELECT run::text AS id FROM pgdurable.token WHERE tok = 0 AND started_at IS NOT NULL AND run NOT IN (SELECT run FROM asked) ORDER BY random() LIMIT 1',
        );
        const run = rows[0]?.id ?? null;
        if (run === null) continue;
        await cancels.query(
          `WITH cancelled AS (SELECT pgdurable.cancel($1) AS answer) INSERT INTO asked (run, answer) SELECT $1, answer FROM cancelled`,
          [run],
        );
        await cancels.query('UPDATE asked SET at = clock_timestamp() WHERE run = $1', [run]);
        cancelled++;
      }
    }
    await untilEmpty();
    await crew.stop();
    await cancels.close();
    expect(crew.errors).toEqual([]);
    expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'steps'")).toBe(String(started));
    // What had begun before the cancel was there may have ended as it would; everybody else was cancelled.
    expect(
      await db.rows("SELECT DISTINCT r.status FROM pgdurable.runs r WHERE flow = 'steps' AND id NOT IN (SELECT run FROM asked)"),
    ).toEqual([['completed']]);
    expect(
      Number(await db.value("SELECT count(*) FROM pgdurable.runs WHERE id IN (SELECT run FROM asked) AND status = 'cancelled'")),
    ).toBeGreaterThan(cancelled / 10);
    expect(await db.rows('SELECT a.run, a.at, l.began FROM asked a JOIN ledger l USING (run) WHERE l.began > a.at')).toEqual([]);
    // A completed run has each of its eight steps once, a cancelled one never more.
    expect(
      await db.rows(
        "SELECT r.id FROM pgdurable.runs r JOIN ledger l ON l.run = r.id WHERE r.status = 'completed' GROUP BY r.id HAVING count(*) <> 8",
      ),
    ).toEqual([]);
    expect(await db.rows('SELECT run FROM ledger GROUP BY run HAVING count(*) > 8')).toEqual([]);
    expect(await db.value('SELECT count(*) FROM pgdurable.inbox')).toBe('0');
    expect(await db.value('SELECT count(*) FROM pgdurable.binding')).toBe('0');
  }, 180_000);

  it('a start in a transaction that was open for long is claimed within two seconds of its commit', async () => {
    const connections = await Promise.all(Array.from({ length: 2 }, () => db.database.connection()));
    const open = await db.database.connection();
    await open.query('BEGIN');
    const [row] = await open.query<{ id: string }>("SELECT pgdurable.start('quick') AS id");
    const run = row?.id as string;
    let stop = false;
    // As runners do: the low-water mark is carried on, and forgotten once a second.
    const loops = connections.map(async (connection, i) => {
      const marks = new Map<number, string | null>();
      let forgotten = Date.now();
      for (let n = i; !stop; n++) {
        const part = n % 4;
        if (Date.now() - forgotten > 1000) {
          marks.clear();
          forgotten = Date.now();
        }
        const mark = marks.get(part) ?? null;
        const [moved] = await connection.query<{ o_mark: string | null }>(
          `CALL pgdurable.work(${part}, p_mark => ${mark === null ? 'null' : `'${mark}'`}, p_budget_ms => 100, o_runs => null, o_mark => null, o_interrupted => null)`,
        );
        if (moved?.o_mark != null) marks.set(part, moved.o_mark);
      }
    });
    const feed = (async () => {
      while (!stop) {
        await startMany('quick', 200);
        await sleep(20);
      }
    })();
    await sleep(OPEN_MS);
    await open.query('COMMIT');
    const committed = performance.now();
    let waited = Number.POSITIVE_INFINITY;
    while (performance.now() - committed < 10_000) {
      if ((await db.read(run)).status === 'completed') {
        waited = performance.now() - committed;
        break;
      }
      await sleep(20);
    }
    stop = true;
    await Promise.all([...loops, feed]);
    await Promise.all([...connections, open].map((connection: Connection) => connection.close()));
    await db.drain();
    expect(waited).toBeLessThan(2000);
  }, 180_000);

  it('pg_cancel_backend ends a CALL within 100 ms, and the run goes on alone', async () => {
    const connection = await db.database.connection();
    const run = await db.start('sleepy');
    const part = Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      await db.database.query('UPDATE pgdurable.token SET lane = 0 WHERE run = $1', [run]);
      const call = work(connection, part);
      await sleep(100);
      const began = performance.now();
      await db.database.query('SELECT pg_cancel_backend($1)', [connection.backendPid]);
      expect((await call).interrupted).toBe(true);
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    expect(times[2]).toBeLessThan(100);
    expect(await db.value('SELECT lane FROM pgdurable.token WHERE run = $1', [run])).toBe('1');
    await db.database.query('SELECT pgdurable.cancel($1)', [run]);
    await db.drain();
    await connection.close();
  });

  it('waiting for work inside a CALL ends by pg_cancel_backend too', async () => {
    const connection = await db.database.connection();
    const call = connection.query('CALL pgdurable.work(0, p_wait_ms => 20000, o_runs => null, o_mark => null, o_interrupted => null)').then(
      () => 'ended',
      (error: { code: string }) => error.code,
    );
    await sleep(100);
    const began = performance.now();
    await db.database.query('SELECT pg_cancel_backend($1)', [connection.backendPid]);
    expect(await call).toBe('57014');
    expect(performance.now() - began).toBeLessThan(500);
    await connection.close();
  });

  it('a call that waits takes up what is started meanwhile', async () => {
    const connection = await db.database.connection();
    const call = connection.query<{ o_runs: number }>(
      'CALL pgdurable.work(0, p_wait_ms => 5000, o_runs => null, o_mark => null, o_interrupted => null)',
    );
    await sleep(50);
    const began = performance.now();
    await startMany('quick', 100);
    const [row] = await call;
    expect(row?.o_runs).toBeGreaterThan(0);
    expect(performance.now() - began).toBeLessThan(1000);
    await connection.close();
    await db.drain();
  });
});
