import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text);
  CREATE TABLE item (id int PRIMARY KEY, name text, amount numeric(12,2));
  INSERT INTO item VALUES (1, 'one', 1.10), (2, 'two', 2.20), (3, NULL, NULL);`;

const FLOWS = `
flow sequence {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'a') }
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'b'); INSERT INTO ledger (run, what) VALUES ($run.id, 'c') }
  >> sql { INSERT INTO ledger (run, what) SELECT $run.id, 'saw ' || count(*) FROM ledger WHERE run = $run.id }
}

flow conditions (n int) returns (said text) {
  when ($n > 10) { return sql { SELECT 'large' AS said } }
  else when ($n > 5) { return sql { SELECT 'middle' AS said } }
  else { return sql { SELECT 'small' AS said } }
}

flow without_else (n int) {
  when ($n = 1) { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'arm') } }
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') }
}

flow arms_bind (n int) returns (id int) {
  when ($n = 1) { bind x = sql { SELECT 1 AS id } } else { bind x = sql { SELECT id FROM item ORDER BY id DESC LIMIT 1 } }
  >> return sql { SELECT $x.id AS id }
}

flow inline_fork {
  ( sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'a') } & sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'b') }
    & bind c = sql { SELECT 3 AS n } )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined ' || $c.n) }
}

flow token_fork {
  ( (sleep 1s >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'a') } >> bind a = sql { SELECT 1 AS n })
    & (sleep 2s >> bind b = sql { SELECT 2 AS n })
    & sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'c') } )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined ' || ($a.n + $b.n)) }
}

flow nested_fork {
  ( ( sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'a') }
      >> ( (sleep 1s >> bind b = sql { SELECT 2 AS n }) & sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'c') } )
      >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'inner ' || $b.n) } )
    & ( sleep 3s >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'd') } ) )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'outer ' || $b.n) }
}

flow slow_branches {
  ( sql { INSERT INTO ledger (run, what) SELECT $run.id, 'a' FROM pg_sleep(0.02) } & sql { INSERT INTO ledger (run, what) SELECT $run.id, 'b' FROM pg_sleep(0.02) }
    & sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'c') } )
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined') }
}

flow naps (t timestamptz default null, i interval default null) {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'before') }
  >> when ($t IS NOT NULL) { sleep until ($t) } else when ($i IS NOT NULL) { sleep ($i) } else { sleep 1h30m }
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'after') }
}

flow null_nap { sleep (NULL::interval) }

flow fails (n int default 1) {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'kept') }
  >> fail 'number {$n} is "wrong" {{ok}' code 'wrong'
}

flow fails_null (doc jsonb default null, n int default null) {
  when ($n IS NULL) { fail 'no {$n}' }
  >> when ($n = 1) { fail 'an empty <{$doc?}>' }
  >> fail 'it is {$doc.items[1].name}, not {$doc.none?}.'
}

flow fails_in_sql { sql { INSERT INTO item (id) VALUES (1) } }

flow exact returns (n numeric, b bigint, t text) {
  return sql { SELECT 12345678901234567890.123456789::numeric AS n, 9007199254740993::bigint AS b, NULL::text AS t
               UNION ALL SELECT 0.10, -1, 'x' ORDER BY 1 DESC }
}

flow no_result { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'x') } }
flow empty_result { return sql { SELECT id, name FROM item WHERE false } }
flow last_step_is_the_result { bind x = sql { SELECT 1 AS one } >> sql { SELECT $x.one + 1 AS two } }

flow reads (id int) {
  bind i = sql { SELECT name, amount FROM item WHERE id >= $id ORDER BY id }
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, $i.name) }
}
flow reads_optional (id int) {
  bind i = sql { SELECT name, amount FROM item WHERE id >= $id ORDER BY id }
  >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, coalesce($i.name?, 'none')) }
}
flow reads_all (id int) {
  bind i = sql { SELECT id, name, amount FROM item WHERE id >= $id ORDER BY id }
  >> sleep 1s
  >> return sql { SELECT count(*) AS n, sum(amount) AS total, string_agg(i.name, ',' ORDER BY i.id) AS names FROM $i.* WHERE i.id > 0 }
}`;

describe.each(MAJORS)('a flow on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.setClock(null));

  const ledger = async (run: string) => (await db.rows('SELECT what FROM ledger WHERE run = $1 ORDER BY id', [run])).map(([what]) => what);

  it('runs its steps one after the other, each seeing what the one before did', async () => {
    const run = await db.run('sequence');
    expect(run.status).toBe('completed');
    expect(await ledger(run.id)).toEqual(['a', 'b', 'c', 'saw 3']);
  });

  it('takes the first arm whose condition holds', async () => {
    expect((await db.run('conditions', { n: 11 })).result).toBe('[{"said": "large"}]');
    expect((await db.run('conditions', { n: 6 })).result).toBe('[{"said": "middle"}]');
    expect((await db.run('conditions', { n: 1 })).result).toBe('[{"said": "small"}]');
  });

  it('takes NULL in a condition for false', async () => {
    expect((await db.run('conditions', { n: null })).result).toBe('[{"said": "small"}]');
  });

  it('goes on after a when whose arms do not apply', async () => {
    expect(await ledger((await db.run('without_else', { n: 1 })).id)).toEqual(['arm', 'after']);
    expect(await ledger((await db.run('without_else', { n: 2 })).id)).toEqual(['after']);
  });

  it('reads a binding from whichever arm has made it', async () => {
    expect((await db.run('arms_bind', { n: 1 })).result).toBe('[{"id": 1}]');
    expect((await db.run('arms_bind', { n: 2 })).result).toBe('[{"id": 3}]');
  });

  it('joins short branches, whose bindings are seen after the join', async () => {
    const run = await db.run('inline_fork');
    expect(run.status).toBe('completed');
    expect(await ledger(run.id)).toEqual(['a', 'b', 'joined 3']);
    expect((await db.steps(run.id)).map(({ step }) => step)).toEqual(['sql_1', 'sql_2', 'c', 'sql_4']);
  });

  it('joins branches that wait, when the last of them is done', async () => {
    const run = await db.run('token_fork');
    expect(run.status).toBe('waiting');
    expect(await ledger(run.id)).toEqual(['c']);
    await db.later('1 s');
    await db.drain();
    expect(await ledger(run.id)).toEqual(['c', 'a']);
    await db.later('1 s');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('completed');
    expect(await ledger(run.id)).toEqual(['c', 'a', 'joined 3']);
  });

  it('joins forks within branches', async () => {
    const run = await db.run('nested_fork');
    for (let i = 0; i < 3; i++) {
      await db.later('1 s');
      await db.drain();
    }
    expect((await db.read(run.id)).status).toBe('completed');
    expect(await ledger(run.id)).toEqual(['a', 'c', 'inner 2', 'd', 'outer 2']);
  });

  it('turns branches into tokens when the first ones take long', async () => {
    const run = await db.run('slow_branches');
    expect(run.status).toBe('completed');
    expect([...(await ledger(run.id))].sort()).toEqual(['a', 'b', 'c', 'joined']);
    expect((await ledger(run.id)).at(-1)).toBe('joined');
  });

  it.each([2, 7, 60])('joins %i branches exactly once', async (count) => {
    const name = `branches_${count}`;
    const branches = Array.from(
      { length: count },
      (_, i) => `(sleep 1s >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, '${i}') })`,
    );
    await db.deploy(`flow ${name} { ( ${branches.join(' & ')} ) >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined') } }`);
    const run = await db.run(name);
    await db.later('1 s');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('completed');
    const all = await ledger(run.id);
    expect(all.at(-1)).toBe('joined');
    expect(new Set(all).size).toBe(count + 1);
    expect(all.length).toBe(count + 1);
  });

  it('sleeps for a duration written out, to the millisecond', async () => {
    await db.setClock('2026-03-01 12:00:00+00');
    const run = await db.run('naps');
    expect(run.status).toBe('waiting');
    const until = await db.value(`SELECT extract(epoch FROM waiting_until - started_at) FROM pgdurable.runs WHERE id = $1`, [run.id]);
    expect(Number(until)).toBeGreaterThanOrEqual(5400);
    expect(Number(until)).toBeLessThan(5401);
    await db.later('1 hour 29 minutes 58 seconds');
    await db.drain();
    expect(await ledger(run.id)).toEqual(['before']);
    await db.later('2 seconds');
    await db.drain();
    expect(await ledger(run.id)).toEqual(['before', 'after']);
  });

  it('sleeps for an interval that SQL gives', async () => {
    const run = await db.run('naps', { i: '2 days' });
    await db.later('47 hours');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('waiting');
    await db.later('1 hour');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('completed');
  });

  it('sleeps until an instant', async () => {
    await db.setClock('2026-03-01 12:00:00+00');
    const run = await db.run('naps', { t: '2026-03-02T00:00:00Z' });
    expect(run.waiting_until).toBe('2026-03-02 00:00:00+00');
    await db.setClock('2026-03-02 00:00:00+00');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('completed');
  });

  it('does not sleep until an instant that has passed', async () => {
    expect((await db.run('naps', { t: '1999-01-01' })).status).toBe('completed');
    expect((await db.run('naps', { t: '-infinity' })).status).toBe('completed');
    expect((await db.run('naps', { i: '-1 day' })).status).toBe('completed');
  });

  it('sleeps for ever until infinity, and can be cancelled then', async () => {
    const run = await db.run('naps', { t: 'infinity' });
    expect(run.status).toBe('waiting');
    await db.later('10 years');
    await db.drain();
    expect((await db.read(run.id)).status).toBe('waiting');
    await db.database.query('SELECT pgdurable.cancel($1)', [run.id]);
    await db.drain();
    expect((await db.read(run.id)).status).toBe('cancelled');
  });

  it('fails when the time of a sleep is NULL', async () => {
    const run = await db.run('null_nap');
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: '22004', message: 'the time of sleep_1 is NULL', step: 'sleep_1', attempt: 1 },
    });
  });

  it('fails with the message and code of a fail, and keeps what was done before', async () => {
    const run = await db.run('fails', { n: 7 });
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'wrong', message: 'number 7 is "wrong" {ok}', step: 'fail_1', attempt: 1 },
    });
    expect(run.error?.line).toBe(FLOWS.split('\n').findIndex((line) => line.includes("code 'wrong'")) + 1);
    expect(await ledger(run.id)).toEqual(['kept']);
  });

  it('fails with null_in_template when a value of the message is NULL', async () => {
    expect((await db.run('fails_null')).error).toMatchObject({ code: 'null_in_template', step: 'fail_1' });
  });

  it('writes nothing for a NULL that may be there', async () => {
    expect((await db.run('fails_null', { n: 1 })).error).toMatchObject({ code: 'failed', message: 'an empty <>' });
  });

  it('reads into a jsonb document by key and index in a message', async () => {
    const run = await db.run('fails_null', { n: 2, doc: { items: [{ name: 'a' }, { name: 'b"\\' }] } });
    expect(run.error?.message).toBe('it is b"\\, not .');
  });

  it('fails with the SQLSTATE, details and line of a failed statement', async () => {
    const run = await db.run('fails_in_sql');
    expect(run.error).toMatchObject({
      code: '23505',
      step: 'sql_1',
      attempt: 1,
      detail: { table: 'item', constraint: 'item_pkey', schema: 'public', detail: 'Key (id)=(1) already exists.' },
    });
    expect(run.error?.line).toBe(FLOWS.split('\n').findIndex((line) => line.startsWith('flow fails_in_sql')) + 1);
  });

  it('keeps the numbers of its result exact', async () => {
    expect((await db.run('exact')).result).toBe(
      '[{"b": 9007199254740993, "n": 12345678901234567890.123456789, "t": null}, {"b": -1, "n": 0.10, "t": "x"}]',
    );
  });

  it('has no result when its last step returns no rows', async () => {
    expect(await db.run('no_result')).toMatchObject({ status: 'completed', result: null });
  });

  it('has an empty result when its query finds none', async () => {
    expect(await db.run('empty_result')).toMatchObject({ status: 'completed', result: '[]' });
  });

  it('has the rows of its last step as result', async () => {
    expect((await db.run('last_step_is_the_result')).result).toBe('[{"two": 2}]');
  });

  it('fails with no_row or many_rows when a column of a binding without its one row is read', async () => {
    expect(await ledger((await db.run('reads', { id: 3 })).id)).toEqual([null]);
    expect((await db.run('reads', { id: 4 })).error).toMatchObject({ code: 'no_row', message: '$i has no row' });
    expect((await db.run('reads', { id: 2 })).error).toMatchObject({ code: 'many_rows', message: '$i has 2 rows where one is read' });
  });

  it('reads NULL from a binding without rows where it is asked for by ?', async () => {
    expect(await ledger((await db.run('reads_optional', { id: 4 })).id)).toEqual(['none']);
    expect((await db.run('reads_optional', { id: 2 })).error).toMatchObject({ code: 'many_rows' });
  });

  it('reads all rows of a binding as a relation, also after a sleep', async () => {
    for (const [id, result] of [
      [1, '[{"n": 3, "names": "one,two", "total": 3.30}]'],
      [9, '[{"n": 0, "names": null, "total": null}]'],
    ] as const) {
      const run = await db.run('reads_all', { id });
      await db.later('1 s');
      await db.drain();
      expect((await db.read(run.id)).result).toBe(result);
    }
  });
});
