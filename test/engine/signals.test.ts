import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sqlErrorOf } from '../../src/db/index.ts';
import { partsOf, work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text);
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE DOMAIN email AS text CHECK (value LIKE '%@%');`;

const FLOWS = `
flow ask (k text default null) key ($k) {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'asked') }
  >> bind answer = await signal answer (approved boolean, amount numeric(12,2) null, note text null) timeout 1h
  >> sql { INSERT INTO ledger (run, what)
           VALUES ($run.id, format('%s|%s|%s|%s', $answer.approved, $answer.amount, $answer.note, $answer.timed_out)) }
}
flow anything { bind go = await signal go >> return sql { SELECT $go.payload AS payload, $go.timed_out AS timed_out } }
flow unread { await signal go timeout 1h >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') } }
flow in_order {
  bind a = await signal n (v int) >> sleep 1s >> bind b = await signal n (v int)
  >> return sql { SELECT $a.v AS a, $b.v AS b }
}
flow branches {
  ( (sleep 1s >> bind c = await signal n (v int)) & bind a = await signal n (v int) & (sleep 2s >> bind b = await signal n (v int)) )
  >> return sql { SELECT $a.v AS a, $b.v AS b, $c.v AS c }
}
flow typed {
  bind x = await signal x (i int, n numeric, m mood, e email, tags text[], at timestamptz, d jsonb, b bytea null, f float8)
  >> return sql { SELECT $x.i AS i, $x.n AS n, $x.m AS m, $x.e AS e, $x.tags[2] AS tag, $x.at AS at, $x.d AS d, $x.b AS b, $x.f AS f }
}
flow returned { return await signal x (v int) timeout 1h }
flow arms (n int) {
  when ($n = 1) { bind x = await signal x (v int) timeout 1h } else { bind x = sql { SELECT 7 AS v, NULL::boolean AS timed_out } }
  >> return sql { SELECT $x.v AS v, $x.timed_out AS timed_out }
}
flow names_itself { sql { SELECT pgdurable.signal($run.id, 'go', '{"v": 1}') } >> bind x = await signal go >> return sql { SELECT $x.payload AS p } }
flow sender (target uuid, break boolean default false) {
  sql { SELECT pgdurable.signal($target, 'answer', '{"approved": true}'); SELECT 1 / (CASE WHEN $break THEN 0 ELSE 1 END) }
}
flow slow_beside { ( bind x = await signal go & sql { INSERT INTO ledger (run, what) SELECT $run.id, 'slow' FROM pg_sleep(1.5) } ) >> return sql { SELECT $x.payload AS p } }
flow looped {
  repeat {
    bind x = await signal n (v int) timeout 1h
    >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, format('%s %s %s', $step.iteration, $x.v, $x.timed_out)) }
  } until ($x.timed_out) max 100
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'done') }
}
flow fails_after { ( bind x = await signal go & (sleep 1h >> when ($run.key IS NULL) { fail 'boom' }) ) >> sql { SELECT $x.payload } }`;

describe.each(MAJORS)('a signal on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.setClock(null));

  const signal = async (run: string, name: string, payload: unknown = {}, id: string | null = null) =>
    (await db.value('SELECT pgdurable.signal($1, $2, $3::jsonb, $4)', [run, name, JSON.stringify(payload), id])) === 'true';
  const ledger = async (run: string) => (await db.rows('SELECT what FROM ledger WHERE run = $1 ORDER BY id', [run])).flat();
  const leftOf = async (run: string) =>
    Number(
      await db.value(
        `SELECT (SELECT count(*) FROM pgdurable.token WHERE run = $1) + (SELECT count(*) FROM pgdurable.inbox WHERE run = $1)
              + (SELECT count(*) FROM pgdurable.binding WHERE run = $1) + (SELECT count(*) FROM pgdurable.live_key WHERE run = $1)`,
        [run],
      ),
    );
  /** SQLSTATE, message and hint of what the sender is told. */
  const refusal = async (sql: string, values: readonly (string | null)[]) => {
    const thrown = await db.database.query(sql, values).then(
      () => null,
      (error: unknown) => error,
    );
    const error = thrown === null ? null : sqlErrorOf(thrown, sql);
    return error === null ? null : `${error.code} ${error.message}${error.hint === null ? '' : ` (${error.hint})`}`;
  };
  const send = (run: string, name: string, payload: string) => refusal('SELECT pgdurable.signal($1, $2, $3::jsonb)', [run, name, payload]);

  it('is taken by the step that waits for it, and its columns are bound', async () => {
    const { id, status } = await db.run('ask');
    expect(status).toBe('waiting');
    expect(await signal(id, 'answer', { approved: true, amount: 12.345, note: 'fine' })).toBe(true);
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
    expect(await ledger(id)).toEqual(['asked', 't|12.35|fine|f']);
    expect((await db.steps(id)).map(({ step, kind, status, rows }) => [step, kind, status, rows])).toEqual([
      ['sql_1', 'sql', 'completed', 1],
      ['answer', 'await', 'completed', 1],
      ['sql_2', 'sql', 'completed', 1],
    ]);
    expect(await leftOf(id)).toBe(0);
  });

  it('that comes before the wait waits for it', async () => {
    const id = await db.start('ask');
    await signal(id, 'answer', { approved: false });
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
    expect(await ledger(id)).toEqual(['asked', 'f|||f']);
    expect(await leftOf(id)).toBe(0);
  });

  it('that comes in the transaction of the start waits too', async () => {
    const [row] = await db.database.query<{ id: string }>(
      "WITH run AS (SELECT pgdurable.start('anything') AS id) SELECT id::text AS id, pgdurable.signal(id, 'go', '[1]') FROM run",
    );
    const { id } = row as { id: string };
    await db.drain();
    expect((await db.read(id)).result).toBe('[{"payload": [1], "timed_out": false}]');
  });

  it('that is rolled back never was', async () => {
    const { id } = await db.run('ask');
    const connection = await db.database.connection();
    await connection.query('BEGIN');
    await connection.query("SELECT pgdurable.signal($1, 'answer', '{\"approved\": true}')", [id]);
    await connection.query('ROLLBACK');
    await connection.close();
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
    expect(await db.value('SELECT count(*) FROM pgdurable.inbox WHERE run = $1', [id])).toBe('0');
  });

  it('brings any JSON where no columns are declared', async () => {
    for (const payload of ['{"a": [1, 2.50]}', '"text"', 'null', '12345678901234567890.10']) {
      const { id } = await db.run('anything');
      expect(await send(id, 'go', payload)).toBe(null);
      await db.drain();
      expect((await db.read(id)).result).toBe(`[{"payload": ${payload}, "timed_out": false}]`);
    }
  });

  it('is needed by a step whose result nobody reads, and by one that returns it', async () => {
    const unread = await db.run('unread');
    const returned = await db.run('returned');
    await signal(unread.id, 'go');
    await signal(returned.id, 'x', { v: 3 });
    await db.drain();
    expect(await ledger(unread.id)).toEqual(['after']);
    expect((await db.read(returned.id)).result).toBe('[{"v": 3, "timed_out": false}]');
  });

  it('is read after arms one of which has awaited it', async () => {
    const { id } = await db.run('arms', { n: 1 });
    await signal(id, 'x', { v: 3 });
    await db.drain();
    expect((await db.read(id)).result).toBe('[{"v": 3, "timed_out": false}]');
    expect((await db.run('arms', { n: 2 })).result).toBe('[{"v": 7, "timed_out": null}]');
  });

  it('is taken in the order in which it was sent', async () => {
    const { id } = await db.run('in_order');
    for (const v of [1, 2, 3]) await signal(id, 'n', { v });
    await db.drain();
    await db.later('2 s');
    await db.drain();
    expect((await db.read(id)).result).toBe('[{"a": 1, "b": 2}]');
    expect(await leftOf(id)).toBe(0);
  });

  it.each([true, false])('goes to the step that began to wait first (sent one by one: %s)', async (oneByOne) => {
    const { id } = await db.run('branches');
    await db.later('1 s');
    await db.drain();
    await db.later('2 s');
    await db.drain();
    for (const v of [1, 2, 3]) {
      await signal(id, 'n', { v });
      if (oneByOne) await db.drain();
    }
    await db.drain();
    expect((await db.read(id)).result).toBe('[{"a": 1, "b": 3, "c": 2}]');
    expect(await leftOf(id)).toBe(0);
  });

  it('is taken again and again by a step in a loop, early or late, until none comes', async () => {
    const id = await db.start('looped');
    for (const v of [1, 2]) await signal(id, 'n', { v });
    await db.drain();
    for (const v of [3, 4]) {
      await signal(id, 'n', { v });
      await db.drain();
    }
    expect((await db.steps(id)).filter(({ kind }) => kind === 'await').map(({ status }) => status)).toEqual([
      ...Array<string>(4).fill('completed'),
      'waiting',
    ]);
    expect(await db.value('SELECT count(*) FROM pgdurable.binding WHERE run = $1', [id])).toBe('1');
    await db.later('2 h');
    await db.drain();
    expect(await ledger(id)).toEqual(['1 1 f', '2 2 f', '3 3 f', '4 4 f', '5  t', 'done']);
    const iterations = await db.rows("SELECT iteration FROM pgdurable.steps WHERE run_id = $1 AND kind = 'await' ORDER BY started_at", [
      id,
    ]);
    expect(iterations.flat()).toEqual(['1', '2', '3', '4', '5']);
    expect(await leftOf(id)).toBe(0);
  });

  it('is converted as jsonb_populate_record does, and kept exactly', async () => {
    const { id } = await db.run('typed');
    await signal(id, 'x', {
      i: '7',
      n: 0.1,
      m: 'happy',
      e: 'a@b',
      tags: ['x', 'y'],
      at: '2026-03-01T12:00:00+02',
      d: { deep: [null] },
      f: 'NaN',
    });
    await db.drain();
    expect((await db.read(id)).result).toBe(
      '[{"b": null, "d": {"deep": [null]}, "e": "a@b", "f": "NaN", "i": 7, "m": "happy", "n": 0.1, "at": "2026-03-01T10:00:00+00:00", "tag": "y"}]',
    );
  });

  it('counts once for one id, waiting or taken', async () => {
    const { id } = await db.run('in_order');
    expect(await signal(id, 'n', { v: 1 }, 'first')).toBe(true);
    expect(await signal(id, 'n', { v: 9 }, 'first')).toBe(false);
    await db.drain();
    expect(await signal(id, 'n', { v: 9 }, 'first')).toBe(false);
    await db.later('2 s');
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
    expect(await signal(id, 'n', { v: 2 }, 'second')).toBe(true);
    await db.drain();
    expect((await db.read(id)).result).toBe('[{"a": 1, "b": 2}]');
    expect(await leftOf(id)).toBe(0);
    const other = await db.run('in_order');
    expect(await signal(other.id, 'n', { v: 1 }, 'first')).toBe(true);
  });

  it('counts once for one id that two send at the same time', async () => {
    const { id } = await db.run('in_order');
    const [a, b] = [await db.database.connection(), await db.database.connection()];
    const text = "SELECT pgdurable.signal($1, 'n', '{\"v\": 1}', 'same') AS sent";
    await a.query('BEGIN');
    await a.query(text, [id]);
    const second = b.query<{ sent: boolean }>(text, [id]);
    await sleep(50);
    await a.query('COMMIT');
    expect(await second).toEqual([{ sent: false }]);
    await Promise.all([a.close(), b.close()]);
    expect(await db.value('SELECT count(*) FROM pgdurable.inbox WHERE run = $1', [id])).toBe('1');
  });

  it('is refused at the sender where it does not fit', async () => {
    const { id } = await db.run('ask');
    const columns = '(Its columns are: approved, amount, note)';
    expect(await send(id, 'answer', '{"approved": "perhaps"}')).toMatch(
      /^PD002 column approved of signal answer: invalid input syntax for type boolean: "perhaps"/,
    );
    expect(await send(id, 'answer', '{"amount": 1}')).toMatch(
      /^PD002 column approved of signal answer of flow ask is missing \(Only a column/,
    );
    expect(await send(id, 'answer', '{"approved": null}')).toMatch(/^PD002 column approved of signal answer of flow ask is null/);
    expect(await send(id, 'answer', '{"approved": true, "aproved": 1}')).toBe(
      `PD002 signal answer of flow ask has no column aproved ${columns}`,
    );
    expect(await send(id, 'answer', '[true]')).toBe(`PD002 the payload of signal answer of flow ask must be a JSON object ${columns}`);
    expect(await send(id, 'answer', '{"approved": true, "amount": 12345678901234}')).toMatch(
      /^PD002 column amount of signal answer: numeric field overflow/,
    );
    expect(await send(id, 'anwser', '{}')).toBe('PD006 flow ask never awaits a signal anwser (The version of this run awaits: answer)');
    expect(await refusal('SELECT pgdurable.signal($1, $2, NULL)', [id, 'answer'])).toMatch(/^PD002 the payload of signal answer is NULL/);
    expect(await refusal('SELECT pgdurable.signal($1, NULL)', [id])).toMatch(/^PD006 flow ask never awaits a signal null/);
    await db.drain();
    expect((await db.read(id)).status).toBe('waiting');
    expect(await db.value('SELECT count(*) FROM pgdurable.inbox WHERE run = $1', [id])).toBe('0');
  });

  it('is at most 1 MiB', async () => {
    const { id } = await db.run('anything');
    const payload = (size: number) => JSON.stringify('x'.repeat(size - 2));
    expect(await send(id, 'go', payload(1048577))).toMatch(/^PD004 the payload of signal go is larger than 1 MiB \(Keep it in a table/);
    expect(await send(id, 'go', payload(1048576))).toBe(null);
    await db.drain();
    expect((await db.read(id)).result?.length).toBeGreaterThan(1048576);
  });

  it('is refused where there is no run to take it', async () => {
    const none = '00000000-0000-7000-8000-000000000000';
    expect(await send(none, 'answer', '{}')).toMatch(`PD003 there is no run ${none} (Runs are in`);
    const { id } = await db.run('unread');
    await signal(id, 'go');
    await db.drain();
    expect(await send(id, 'go', '{}')).toBe(`PD005 run ${id} has ended (It is completed: nothing of it awaits a signal any more.)`);
  });

  it('finds a run by its flow and key', async () => {
    const { id } = await db.run('ask', { k: 'order 7' });
    const text = 'SELECT pgdurable.signal_by_key($1, $2, $3, $4::jsonb, $5)';
    expect(await refusal(text, ['ask', 'order 8', 'answer', '{"approved": true}', null])).toMatch(
      /^PD003 no live run of flow ask has the key 'order 8' \(The key is/,
    );
    expect(await refusal(text, ['aks', 'order 7', 'answer', '{}', null])).toMatch(/^PD001 there is no flow aks/);
    expect(await refusal(text, ['ask', 'order 7', 'answer', '{}', null])).toMatch(/^PD002/);
    expect(await db.value(text, ['ask', 'order 7', 'answer', '{"approved": true}', 'once'])).toBe('true');
    expect(await db.value(text, ['ask', 'order 7', 'answer', '{"approved": false}', 'once'])).toBe('false');
    await db.drain();
    expect(await ledger(id)).toEqual(['asked', 't|||f']);
    expect(await refusal(text, ['ask', 'order 7', 'answer', '{"approved": true}', null])).toMatch(/^PD003/);
    expect(await leftOf(id)).toBe(0);
  });

  it('is sent by a step of another run, exactly once', async () => {
    const { id } = await db.run('ask');
    const broken = await db.run('sender', { target: id, break: true });
    expect(broken.error?.code).toBe('22012');
    expect((await db.read(id)).status).toBe('waiting');
    await db.run('sender', { target: id });
    expect(await ledger(id)).toEqual(['asked', 't|||f']);
  });

  it('is sent by a step of the run itself', async () => {
    expect((await db.run('names_itself')).result).toBe('[{"p": {"v": 1}}]');
  });

  it('is shown by the views while a run waits for it', async () => {
    const { id } = await db.run('branches');
    const row = async (run: string) =>
      (await db.rows('SELECT status, waiting_for, waiting_until FROM pgdurable.runs WHERE id = $1', [run]))[0];
    expect((await row(id))?.slice(0, 2)).toEqual(['waiting', 'signal n']);
    expect(await row((await db.run('anything')).id)).toEqual(['waiting', 'signal go', null]);
    const ask = await db.run('ask');
    expect((await row(ask.id))?.[2]).not.toBe(null);
    expect((await db.steps(ask.id)).at(-1)).toMatchObject({ step: 'answer', kind: 'await', status: 'waiting' });
    await signal(ask.id, 'answer', { approved: true });
    await db.drain();
    expect(await row(ask.id)).toEqual(['completed', null, null]);
  });

  describe('that does not come', () => {
    it('ends the step when its time is over, with NULLs', async () => {
      const { id } = await db.run('ask');
      await db.later('59 minutes');
      await db.drain();
      expect((await db.read(id)).status).toBe('waiting');
      await db.later('2 minutes');
      await db.drain();
      expect((await db.read(id)).status).toBe('completed');
      expect(await ledger(id)).toEqual(['asked', '|||t']);
      expect((await db.steps(id)).map(({ step, status, rows }) => [step, status, rows])).toEqual([
        ['sql_1', 'completed', 1],
        ['answer', 'completed', 0],
        ['sql_2', 'completed', 1],
      ]);
      expect(await leftOf(id)).toBe(0);
    });

    it('ends a step that nobody reads, and one that is returned', async () => {
      const unread = await db.run('unread');
      const returned = await db.run('returned');
      await db.later('2 hours');
      await db.drain();
      expect(await ledger(unread.id)).toEqual(['after']);
      expect((await db.read(returned.id)).result).toBe('[{"v": null, "timed_out": true}]');
    });

    it('is not waited for when it was there in time, whoever looks first', async () => {
      const { id } = await db.run('ask');
      await signal(id, 'answer', { approved: true });
      // Nobody has worked since; the poke is in other hands.
      const holder = await db.database.connection();
      await holder.query('BEGIN');
      await holder.query(`SELECT 1 FROM pgdurable.token WHERE run = '${id}' AND tok < 0 FOR UPDATE`);
      await db.later('2 hours');
      await db.drain();
      expect((await db.read(id)).status).not.toBe('completed');
      await holder.query('ROLLBACK');
      await holder.close();
      await db.drain();
      expect(await ledger(id)).toEqual(['asked', 't|||f']);
    });
  });

  describe('and the end of its run', () => {
    it('a cancelled run that waits leaves nothing, and what was sent to it is gone', async () => {
      const { id } = await db.run('in_order');
      await signal(id, 'n', { v: 1 }, 'kept');
      await db.drain();
      await signal(id, 'n', { v: 2 });
      await signal(id, 'n', { v: 3 }, 'other');
      await db.value('SELECT pgdurable.cancel($1)', [id]);
      await db.drain();
      expect((await db.read(id)).status).toBe('cancelled');
      expect(await leftOf(id)).toBe(0);
    });

    it('says in history that the wait was cut short', async () => {
      const { id } = await db.run('anything');
      await db.value('SELECT pgdurable.cancel($1)', [id]);
      await db.drain();
      expect((await db.steps(id)).map(({ step, status }) => [step, status])).toEqual([['go', 'cancelled']]);
      expect(await leftOf(id)).toBe(0);
    });

    it('a failing branch ends the wait of its sibling', async () => {
      const { id } = await db.run('fails_after');
      await db.later('2 hours');
      await db.drain();
      expect(await db.read(id)).toMatchObject({ status: 'failed', error: { message: 'boom' } });
      await db.drain();
      expect(await leftOf(id)).toBe(0);
    });

    it('what comes when it has ended is not kept', async () => {
      const { id } = await db.run('anything');
      const late = await db.database.connection();
      await late.query('BEGIN');
      await late.query("SELECT pgdurable.signal($1, 'go', '2')", [id]);
      await signal(id, 'go', 1);
      await db.drain();
      expect((await db.read(id)).status).toBe('completed');
      await late.query('COMMIT');
      await late.close();
      await db.drain();
      expect(await leftOf(id)).toBe(0);
    });
  });

  it('does not let a cancel wait, however many there are', async () => {
    const id = await db.startTogether('in_order');
    await db.drain();
    await db.database.query(`SELECT count(pgdurable.signal($1, 'n', jsonb_build_object('v', g))) FROM generate_series(1, 500) g`, [id]);
    const run = await db.startTogether('anything');
    await db.value('SELECT pgdurable.cancel($1)', [run]);
    await db.database.query('SELECT pgdurable.serve_pokes(0::smallint, pgdurable.now())');
    expect((await db.read(run)).status).toBe('cancelled');
    await db.value('SELECT pgdurable.cancel($1)', [id]);
    await db.drain();
    expect(await leftOf(id)).toBe(0);
  });

  it('does not disturb a step that works beside the wait', async () => {
    const run = await db.start('slow_beside');
    const part = Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
    await db.database.query(
      "INSERT INTO pgdurable.slow SELECT version, node, 'infinity' FROM pgdurable.node n JOIN pgdurable.flow f USING (version) WHERE f.name = 'slow_beside' AND kind = 'sql' ON CONFLICT DO NOTHING",
    );
    while ((await work(db.database, part)).moved > 0);
    const other = await db.database.connection();
    const step = workAlone(other, part);
    await sleep(100);
    await signal(run, 'go', 5);
    while ((await work(db.database, part)).moved > 0);
    // Its branch has ended while the other one works.
    expect(await db.value('SELECT count(*) FROM pgdurable.token WHERE run = $1 AND (sig IS NOT NULL OR tok < 0)', [run])).toBe('0');
    expect(await step).toBe(true);
    await other.close();
    await db.drain();
    expect((await db.read(run)).result).toBe('[{"p": 5}]');
    expect(await ledger(run)).toEqual(['slow']);
  });

  it('is neither lost nor taken twice when the backend that takes it is killed', async () => {
    const early = await db.startTogether('ask');
    const waiting = await db.startTogether('ask');
    await signal(early, 'answer', { approved: true, note: 'early' });
    const holder = await db.database.connection();
    for (const [run, statement] of [
      [early, 'SELECT pgdurable.serve_pokes(0::smallint, pgdurable.now())'],
      [waiting, 'CALL pgdurable.work(0, o_runs => null, o_mark => null, o_interrupted => null)'],
    ] as const) {
      // Everything up to the commit is done, and then the backend is gone.
      const victim = await db.database.connection();
      if (run === waiting) {
        await db.drain();
        await signal(waiting, 'answer', { approved: true, note: 'later' });
        await holder.query('BEGIN');
        await holder.query('LOCK TABLE pgdurable.history IN SHARE MODE');
      } else await victim.query('BEGIN');
      const call = victim.query(statement).then(
        () => 'done',
        () => 'killed',
      );
      await sleep(200);
      await db.database.query('SELECT pg_terminate_backend($1)', [victim.backendPid]);
      await call;
      await victim.close().catch(() => undefined);
      if (run === waiting) await holder.query('ROLLBACK');
    }
    await holder.close();
    await db.drain();
    expect(await ledger(early)).toEqual(['asked', 't||early|f']);
    expect(await ledger(waiting)).toEqual(['asked', 't||later|f']);
    expect(await leftOf(early)).toBe(0);
    expect(await leftOf(waiting)).toBe(0);
  });
});

describe.each(MAJORS)('signals against waits on Postgres %i', (major) => {
  const RACES = major === 18 ? 2000 : 400;
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (run uuid, what text)');
    await db.deploy(`
      flow raced { bind s = await signal go (v int) >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, $s.v::text) } }
      flow twice { bind a = await signal go (v int) >> ( bind b = await signal go (v int) & bind c = await signal go (v int) )
        >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, $a.v || ' ' || least($b.v, $c.v) || ' ' || greatest($b.v, $c.v)) } }
      flow timed { bind s = await signal go (v int) timeout 3ms >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, coalesce($s.v::text, 'timed out')) } }`);
  });
  afterAll(() => db.drop());

  /** Two connections work, two send: of every run its signals in order, close to the moment at which it comes to its wait. */
  const race = async (flow: string, signals: number) => {
    let stop = false;
    const errors: unknown[] = [];
    const workers = [0, 1].map(async (offset) => {
      const connection = await db.database.connection();
      const parts = await partsOf(connection);
      for (let i = offset; !stop; i++) {
        try {
          const part = parts[i % parts.length] as number;
          const { moved } = await work(connection, part, 20);
          if (!(await workAlone(connection, part)) && moved === 0) await sleep(1);
        } catch (error) {
          errors.push(error);
        }
      }
      await connection.close();
    });
    const senders = [0, 1].map(async () => {
      const connection = await db.database.connection();
      for (let left = RACES / 2; left > 0; left -= 20) {
        const runs = await connection.query<{ run: string }>(
          `SELECT run::text FROM pgdurable.start_many('${flow}', array_fill('{}'::jsonb, array[20])) AS s(run)`,
        );
        for (const { run } of runs) {
          for (let v = 1; v <= signals; v++) {
            try {
              await connection.query("SELECT pgdurable.signal($1, 'go', jsonb_build_object('v', $2::int))", [run, v]);
            } catch (error) {
              if (sqlErrorOf(error, '')?.code !== 'PD005') errors.push(error);
            }
          }
        }
      }
      await connection.close();
    });
    await Promise.all(senders);
    for (const end = Date.now() + 60_000; Number(await db.value('SELECT count(*) FROM pgdurable.token')) > 0; await sleep(20)) {
      if (Date.now() > end)
        throw new Error(
          `stuck: ${JSON.stringify(await db.rows('SELECT run, tok, state, node, sig, due, lane FROM pgdurable.token LIMIT 20'))}`,
        );
    }
    stop = true;
    await Promise.all(workers);
    expect(errors).toEqual([]);
    expect(await db.value('SELECT count(*) FROM pgdurable.inbox')).toBe('0');
    expect(await db.value('SELECT count(*) FROM pgdurable.binding')).toBe('0');
    const outcomes = await db.rows(
      'SELECT what, count(*)::text AS n, count(DISTINCT run)::text AS runs FROM ledger GROUP BY what ORDER BY what',
    );
    await db.database.query('TRUNCATE ledger');
    return outcomes;
  };

  it(`${RACES} tight races: none lost, none twice`, async () => {
    expect(await race('raced', 1)).toEqual([['1', String(RACES), String(RACES)]]);
  }, 180_000);

  it(`${RACES} runs with three waits each: every wait gets a signal of its own`, async () => {
    expect(await race('twice', 3)).toEqual([['1 2 3', String(RACES), String(RACES)]]);
  }, 180_000);

  it(`${RACES} races with a time-out: each ends one way, and leaves nothing`, async () => {
    const outcomes = await race('timed', 1);
    expect(outcomes.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(RACES);
    expect(outcomes.map(([what]) => what)).toEqual(['1', 'timed out']);
    expect(outcomes.every(([, count, runs]) => count === runs)).toBe(true);
  }, 180_000);
});
