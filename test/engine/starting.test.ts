import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drain, partsOf, work } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow note (what text default 'x') { sql { INSERT INTO ledger (run, what) VALUES ($run.id, $what) } }
flow open_keyed (k text, v int default 0) key ($k) { sleep 1h >> sql { SELECT 1 } }
flow once_keyed (k text) key ($k) once { when ($k = 'bad') { fail 'bad' } }
flow two_keys (a text, b int) key ($a, $b) { sleep 1h }
flow starter { sql { SELECT pgdurable.start('note', jsonb_build_object('what', 'child of ' || $run.id)) } >> sql { SELECT pgdurable.start('open_keyed', '{"k": "from a step"}') } }
flow bad_starter { sql { SELECT pgdurable.start('note', '{"what": "never"}') } >> fail 'no' }
flow failing_starter { sql { SELECT pgdurable.start('note', '{"what": "rolled back"}'); SELECT 1 / (random() * 0)::int } }
flow who returns (flow text, version text, key text, started boolean, scheduled timestamptz) {
  sleep 1s >>
  return sql { SELECT $run.flow AS flow, $run.version AS version, $run.key AS key, $run.started_at < clock_timestamp() AS started, $run.scheduled_at AS scheduled }
}`;

describe.each(MAJORS)('a start on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text)');
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.setClock(null));

  const status = async (run: string) => (await db.read(run)).status;
  const countRuns = () => db.value('SELECT count(*) FROM pgdurable.runs');

  it('makes a pending run, which the next worker runs', async () => {
    const run = await db.start('note');
    expect(await status(run)).toBe('pending');
    await db.drain();
    expect(await status(run)).toBe('completed');
  });

  it('in a transaction that rolls back starts nothing', async () => {
    const before = await countRuns();
    await db.database
      .transaction(async (session) => {
        await session.query("SELECT pgdurable.start('note', key => 'rolled back')");
        await session.query("SELECT pgdurable.start_many('note', array_fill('{}'::jsonb, array[10]))");
        throw new Error('no');
      })
      .catch(() => {});
    expect(await countRuns()).toBe(before);
    const run = await db.start('note', {}, { key: 'rolled back' });
    expect(await status(run)).toBe('pending');
  });

  it('is not seen by workers before its transaction commits', async () => {
    await db.drain();
    await db.database.transaction(async (session) => {
      await session.query("SELECT pgdurable.start('note')");
      for (const part of await partsOf(db.database)) expect((await work(db.database, part)).moved).toBe(0);
    });
    let moved = 0;
    for (const part of await partsOf(db.database)) moved += (await work(db.database, part)).moved;
    expect(moved).toBe(1);
  });

  it('of an unknown flow names those that there are', async () => {
    await expect(db.start('notes')).rejects.toMatchObject({
      code: 'PD001',
      message: 'there is no flow notes',
      hint: expect.stringContaining('note'),
    });
  });

  it('keeps a label and finds the run by it', async () => {
    const run = await db.start('note', {}, { label: "order 7 — 'x'" });
    expect(await db.value('SELECT id FROM pgdurable.runs WHERE label = $1', ["order 7 — 'x'"])).toBe(run);
    await db.drain();
    expect((await db.read(run)).label).toBe("order 7 — 'x'");
  });

  it('with a time to come waits for it', async () => {
    await db.setClock('2026-05-01 00:00:00+00');
    const run = await db.start('note', {}, { at: '2026-05-01 06:00:00+02' });
    await db.later('3 hours 59 minutes');
    await db.drain();
    expect(await db.read(run)).toMatchObject({ status: 'pending', waiting_until: '2026-05-01 04:00:00+00' });
    await db.later('1 minute');
    await db.drain();
    expect(await status(run)).toBe('completed');
  });

  it('with a time that has passed runs at once', async () => {
    const run = await db.start('note', {}, { at: '1990-01-01' });
    const part = Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
    // Also for a worker that does not look far back.
    const mark = await db.value('SELECT pgdurable.now()::text');
    await db.database.query(
      `CALL pgdurable.work(${part}, p_mark => '${mark}'::timestamptz - interval '1 min', o_runs => null, o_mark => null, o_interrupted => null)`,
    );
    expect(await status(run)).toBe('completed');
  });

  it('is served by priority, then by time', async () => {
    await db.drain();
    const started: string[] = [];
    const names = new Map<string, number>();
    for (const priority of [0, -100, 5, 100, 0, -1, 5]) {
      const run = await db.startTogether('note', { what: 'ordered' }, { priority });
      started.push(run);
      names.set(run, priority);
    }
    await db.database.query(`CALL pgdurable.work(0, o_runs => null, o_mark => null, o_interrupted => null)`);
    const order = (await db.rows("SELECT run FROM ledger WHERE what = 'ordered' ORDER BY id")).flat() as string[];
    expect(order.map((run) => names.get(run))).toEqual([100, 5, 5, 0, 0, -1, -100]);
    expect(order.slice(1, 3)).toEqual(started.filter((run) => names.get(run) === 5));
    await db.drain();
  });

  it('with a priority does not make a worker forget those that have waited for long', async () => {
    await db.drain();
    for (let i = 0; i < 60; i++) await db.startTogether('note');
    await db.database.query("UPDATE pgdurable.token SET due = due - interval '1 hour'");
    for (let i = 0; i < 40; i++) await db.startTogether('note', {}, { priority: 5 });
    expect((await work(db.database, 0, 20_000)).moved).toBe(100);
  });

  it('refuses a priority out of bounds, and takes NULL for none', async () => {
    await expect(db.start('note', {}, { priority: 101 })).rejects.toMatchObject({ code: 'PD002' });
    await expect(db.start('note', {}, { priority: -101 })).rejects.toMatchObject({ code: 'PD002' });
    await db.database.query("SELECT pgdurable.start('note', priority => null, at => null, label => null, key => null)");
  });

  it('in a transaction that stays open holds up no other start of its priority', async () => {
    const open = await db.database.connection();
    await open.query('BEGIN');
    await open.query("SELECT pgdurable.start('note', priority => 77)");
    const run = await db.start('note', {}, { priority: 77 });
    await db.drain();
    expect(await status(run)).toBe('completed');
    await open.query('ROLLBACK');
    await open.close();
  });

  it('within a step is part of the step', async () => {
    const { id } = await db.run('starter');
    expect(await db.value('SELECT count(*) FROM ledger WHERE what = $1', [`child of ${id}`])).toBe('1');
    const before = await countRuns();
    expect((await db.run('failing_starter')).status).toBe('failed');
    expect(Number(await countRuns())).toBe(Number(before) + 1);
    expect((await db.run('bad_starter')).status).toBe('failed');
    expect(await db.value("SELECT count(*) FROM ledger WHERE what = 'never'")).toBe('1');
  });

  it('knows the name, version, key and times of its run', async () => {
    const run = await db.start('who', {}, { key: 'k' });
    await db.drain();
    await db.later('1 s');
    await db.drain();
    const version = await db.value("SELECT version FROM pgdurable.flows WHERE name = 'who'");
    expect(JSON.parse((await db.read(run)).result ?? '')).toEqual([{ flow: 'who', version, key: 'k', started: true, scheduled: null }]);
  });

  describe('with a key', () => {
    it('returns the run that lives with it', async () => {
      const first = await db.start('open_keyed', { k: 'a', v: 1 });
      expect(await db.start('open_keyed', { k: 'a', v: 2 })).toBe(first);
      expect(await db.start('open_keyed', { k: 'b' })).not.toBe(first);
      expect((await db.read(first)).key).toBe('a');
      expect((await db.read(first)).params).toBe('{"k": "a", "v": 1}');
    });

    it('starts anew when the run has ended', async () => {
      const { id } = await db.run('open_keyed', { k: 'again' });
      await db.later('1 hour');
      await db.drain();
      expect(await status(id)).toBe('completed');
      expect(await db.start('open_keyed', { k: 'again' })).not.toBe(id);
    });

    it('that holds once returns the completed run', async () => {
      const { id, status: ended } = await db.run('once_keyed', { k: 'good' });
      expect(ended).toBe('completed');
      expect(await db.start('once_keyed', { k: 'good' })).toBe(id);
    });

    it('that holds once may be started again after a failure', async () => {
      const { id, status: ended } = await db.run('once_keyed', { k: 'bad' });
      expect(ended).toBe('failed');
      expect(await db.start('once_keyed', { k: 'bad' })).not.toBe(id);
    });

    it('that is NULL has none', async () => {
      const first = await db.start('open_keyed', { k: null });
      expect((await db.read(first)).key).toBeNull();
      expect(await db.start('open_keyed', { k: null })).not.toBe(first);
      const second = await db.start('two_keys', { a: 'x', b: null });
      expect(await db.start('two_keys', { a: 'x', b: null })).not.toBe(second);
    });

    it('of several parts tells them apart', async () => {
      const first = await db.start('two_keys', { a: 'x,1', b: 2 });
      expect(await db.start('two_keys', { a: 'x', b: 12 })).not.toBe(first);
      expect(await db.start('two_keys', { a: 'x,1', b: 2 })).toBe(first);
    });

    it('can be given to a flow without a key clause, and not to one with it', async () => {
      const first = await db.start('note', {}, { key: 'mine', at: '2099-01-01' });
      expect(await db.start('note', {}, { key: 'mine' })).toBe(first);
      await expect(db.start('open_keyed', { k: 'x' }, { key: 'y' })).rejects.toMatchObject({ code: 'PD002' });
    });

    it('of one flow is no key of another', async () => {
      const first = await db.start('open_keyed', { k: 'shared' });
      expect(await db.start('once_keyed', { k: 'shared' })).not.toBe(first);
    });

    it('longer than a kilobyte is refused', async () => {
      await expect(db.start('open_keyed', { k: 'é'.repeat(600) })).rejects.toMatchObject({ code: 'PD004' });
      await db.start('open_keyed', { k: 'é'.repeat(512) });
    });

    it('starts one run however many ask at once', async () => {
      const connections = await Promise.all(Array.from({ length: 8 }, () => db.database.connection()));
      for (let round = 0; round < 10; round++) {
        const started = await Promise.all(
          connections.map(async (connection) => {
            const [row] = await connection.query<{ id: string }>('SELECT pgdurable.start($1, $2::jsonb) AS id', [
              'open_keyed',
              JSON.stringify({ k: `race ${round}` }),
            ]);
            return row?.id;
          }),
        );
        expect(new Set(started).size).toBe(1);
      }
      expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE key LIKE 'race %'")).toBe('10');
      await Promise.all(connections.map((connection) => connection.close()));
    });

    it('waits for another start of that key to commit, and takes its run', async () => {
      const open = await db.database.connection();
      await open.query('BEGIN');
      const [row] = await open.query<{ id: string }>(`SELECT pgdurable.start('open_keyed', '{"k": "slow"}') AS id`);
      const second = db.start('open_keyed', { k: 'slow' });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await open.query('COMMIT');
      expect(await second).toBe(row?.id);
      await open.close();
    });
  });

  describe('of many', () => {
    it('gives the ids in the order of the parameters', async () => {
      const ids = (
        await db.rows(
          `SELECT id FROM pgdurable.start_many('note', (SELECT array_agg(jsonb_build_object('what', 'many ' || i) ORDER BY i) FROM generate_series(1, 20000) i)) id`,
        )
      ).flat() as string[];
      expect(new Set(ids).size).toBe(20000);
      const wrong = await db.value(
        `SELECT count(*) FROM unnest($1::uuid[]) WITH ORDINALITY u(run, i) JOIN pgdurable.token t ON t.run = u.run AND t.tok = 0 WHERE t.params ->> 'what' <> 'many ' || i`,
        [`{${ids.join(',')}}`],
      );
      expect(wrong).toBe('0');
      await drain(db.database);
      expect(
        await db.value("SELECT count(*) || ' ' || count(DISTINCT what) || ' ' || count(DISTINCT run) FROM ledger WHERE what LIKE 'many %'"),
      ).toBe('20000 20000 20000');
    }, 180_000);

    it('takes a label, an empty list and a NULL list', async () => {
      const ids = await db.rows(`SELECT pgdurable.start_many('note', array['{}'::jsonb, '{}'], label => 'lot')`);
      expect(ids.length).toBe(2);
      expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE label = 'lot'")).toBe('2');
      expect(await db.rows(`SELECT pgdurable.start_many('note', '{}')`)).toEqual([]);
      expect(await db.rows(`SELECT pgdurable.start_many('note', null)`)).toEqual([]);
    });

    it('starts none when the parameters of one are wrong', async () => {
      const before = await countRuns();
      await expect(db.rows(`SELECT pgdurable.start_many('note', array['{}'::jsonb, '{"nope": 1}'])`)).rejects.toMatchObject({
        code: 'PD002',
      });
      await expect(db.rows(`SELECT pgdurable.start_many('note', array['{}'::jsonb, null])`)).rejects.toMatchObject({ code: 'PD002' });
      expect(await countRuns()).toBe(before);
    });

    it('with keys gives the run of a key as often as it is asked for', async () => {
      const ids = (
        await db.rows(`SELECT pgdurable.start_many('open_keyed', array['{"k": "m1"}'::jsonb, '{"k": "m2"}', '{"k": "m1"}'])`)
      ).flat();
      expect(ids[0]).toBe(ids[2]);
      expect(ids[0]).not.toBe(ids[1]);
    });
  });
});
