import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow skips every 5m { sql { INSERT INTO ledger (run, at) VALUES ($run.id, $run.scheduled_at) } >> sleep 1h }
flow queues every 5m overlap queue { sql { INSERT INTO ledger (run, at) VALUES ($run.id, $run.scheduled_at) } >> sleep 1h }
flow allows (n int default 7) every '0 3 * * *' in 'Europe/Oslo' overlap allow catchup 1d every 1h { sql { INSERT INTO ledger (run, at) VALUES ($run.id, $run.scheduled_at) } }
flow keyed every 5m overlap allow key ('same') { sleep 1h }
flow changes every 5m { sql { SELECT 1 } }`;

describe.each(MAJORS)('a schedule on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (run uuid, at timestamptz)');
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await db.setClock('2026-06-01 12:00:00+00');
    await db.database.query('TRUNCATE ledger');
    await db.database.query("UPDATE pgdurable.schedule SET next_fire = '2026-06-01 12:00+00', last_run = NULL");
    await db.database.query('DELETE FROM pgdurable.token; DELETE FROM pgdurable.live_key; DELETE FROM pgdurable.schedule_fire');
  });

  const at = (minutes: number) => new Date(Date.UTC(2026, 5, 1, 12, minutes)).toISOString();
  const fire = async (
    flow: string,
    expected: number | null,
    fires: number[],
    next: number,
    session = db.database as Pick<typeof db.database, 'query'>,
  ) => {
    const [row] = await session.query<{ n: number }>('SELECT pgdurable.fire($1, 1, $2, $3::timestamptz[], $4) AS n', [
      flow,
      expected === null ? null : at(expected),
      fires.map(at),
      at(next),
    ]);
    return row?.n;
  };
  const nextFire = (flow: string) =>
    db.value("SELECT to_char(next_fire AT TIME ZONE 'UTC', 'HH24:MI') FROM pgdurable.schedule WHERE flow = $1 AND idx = 1", [flow]);
  const fired = async () => (await db.rows("SELECT to_char(at AT TIME ZONE 'UTC', 'HH24:MI') FROM ledger ORDER BY at")).flat();

  it('starts a run whose scheduled_at is the fire time', async () => {
    expect(await fire('skips', 0, [0], 5)).toBe(1);
    expect(await nextFire('skips')).toBe('12:05');
    await db.drain();
    expect(await fired()).toEqual(['12:00']);
    expect(await db.value("SELECT scheduled_at = '2026-06-01 12:00+00' FROM pgdurable.runs WHERE flow = 'skips'")).toBe('true');
  });

  it('fires once for each time when two runners fire at once', async () => {
    const connections = await Promise.all(Array.from({ length: 4 }, () => db.database.connection()));
    for (let i = 0; i < 20; i++) {
      const answers = await Promise.all(connections.map((connection) => fire('allows', i, [i], i + 1, connection)));
      expect(answers.filter((answer) => answer === 1).length).toBe(1);
      expect(answers.filter((answer) => answer === -1).length).toBe(3);
    }
    await Promise.all(connections.map((connection) => connection.close()));
    expect(
      await db.value(
        "SELECT count(*) || ' ' || count(DISTINCT scheduled_at) FROM pgdurable.runs WHERE flow = 'allows' AND status = 'pending'",
      ),
    ).toBe('20 20');
  });

  it('does nothing for a runner that has read an older next fire time', async () => {
    await fire('allows', 0, [0], 5);
    expect(await fire('allows', 0, [0], 5)).toBe(-1);
    expect(await fire('allows', null, [0], 5)).toBe(-1);
    expect(await nextFire('allows')).toBe('12:05');
  });

  it('never fires a time twice, even when the next fire time was set back', async () => {
    await fire('allows', 0, [0], 5);
    await db.database.query("UPDATE pgdurable.schedule SET next_fire = '2026-06-01 12:00+00' WHERE flow = 'allows'");
    expect(await fire('allows', 0, [0], 5)).toBe(0);
    expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'allows' AND status = 'pending'")).toBe('1');
  });

  it('starts nothing while the last run lives, and the time counts as used', async () => {
    await fire('skips', 0, [0], 5);
    await db.drain();
    expect(await fire('skips', 5, [5], 10)).toBe(0);
    expect(await nextFire('skips')).toBe('12:10');
    await db.later('2 hours');
    await db.drain();
    expect(await fire('skips', 10, [10], 15)).toBe(1);
    await db.drain();
    expect(await fired()).toEqual(['12:00', '12:10']);
  });

  it('of several missed times starts the first, and skips those that overlap it', async () => {
    expect(await fire('skips', 0, [0, 5, 10], 15)).toBe(1);
    expect(await nextFire('skips')).toBe('12:15');
  });

  it('that queues starts one run after the other, in order', async () => {
    expect(await fire('queues', 0, [0, 5, 10], 15)).toBe(1);
    expect(await nextFire('queues')).toBe('12:05');
    expect(await fire('queues', 5, [5, 10], 15)).toBe(0);
    expect(await nextFire('queues')).toBe('12:05');
    await db.drain();
    await db.later('2 hours');
    await db.drain();
    expect(await fire('queues', 5, [5, 10], 15)).toBe(1);
    expect(await nextFire('queues')).toBe('12:10');
  });

  it('that allows overlap starts all', async () => {
    expect(await fire('allows', 0, [0, 5, 10], 15)).toBe(3);
    await db.drain();
    expect(await fired()).toEqual(['12:00', '12:05', '12:10']);
  });

  it('of a flow with a key starts a run only when none lives with it', async () => {
    await fire('keyed', 0, [0], 5);
    await fire('keyed', 5, [5], 10);
    expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'keyed' AND status <> 'completed'")).toBe('1');
  });

  it('starts nothing in a transaction that rolls back', async () => {
    await db.database
      .transaction(async (session) => {
        await fire('allows', 0, [0], 5, session);
        throw new Error('no');
      })
      .catch(() => {});
    expect(await nextFire('allows')).toBe('12:00');
    expect(await fire('allows', 0, [0], 5)).toBe(1);
  });

  it('is due when it has no next fire time or one that has come', async () => {
    await db.database.query(
      "UPDATE pgdurable.schedule SET next_fire = CASE flow WHEN 'skips' THEN NULL WHEN 'queues' THEN pgdurable.now() ELSE pgdurable.now() + interval '1 s' END",
    );
    expect(
      (await db.rows('SELECT flow, kind, interval_ms, overlap, next_fire IS NULL FROM pgdurable.due_schedules() ORDER BY flow')).map(
        (row) => row.join(' '),
      ),
    ).toEqual(['queues interval 300000 queue false', 'skips interval 300000 skip true']);
  });

  it('keeps its next fire time over a deployment that does not change it', async () => {
    await db.deploy('flow changes every 5m overlap queue { sql { SELECT 1 } >> sql { SELECT 2 } }');
    expect(await db.rows("SELECT overlap, next_fire IS NULL FROM pgdurable.schedule WHERE flow = 'changes'")).toEqual([['queue', 'false']]);
    await db.deploy('flow changes every 6m { sql { SELECT 1 } }');
    expect(await db.rows("SELECT interval_ms, next_fire IS NULL FROM pgdurable.schedule WHERE flow = 'changes'")).toEqual([
      ['360000', 'true'],
    ]);
    await db.deploy('flow changes { sql { SELECT 1 } }');
    expect(await db.rows("SELECT 1 FROM pgdurable.schedule WHERE flow = 'changes'")).toEqual([]);
  });

  it('runs the version that is current when it fires', async () => {
    await db.deploy('flow renewed every 5m { sql { SELECT 1 } }');
    await db.deploy('flow renewed every 5m { sql { SELECT 2 } }');
    await db.database.query("UPDATE pgdurable.schedule SET next_fire = '2026-06-01 12:00+00' WHERE flow = 'renewed'");
    await fire('renewed', 0, [0], 5);
    expect(
      await db.value(
        "SELECT r.version = f.version FROM pgdurable.runs r JOIN pgdurable.flows f ON f.name = r.flow WHERE r.flow = 'renewed'",
      ),
    ).toBe('true');
  });
});
