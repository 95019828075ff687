import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text);
  CREATE TABLE item (id int PRIMARY KEY);
  INSERT INTO item VALUES (1);
  CREATE FUNCTION note(run uuid, what text) RETURNS void LANGUAGE sql AS 'INSERT INTO public.ledger (run, what) VALUES (run, what)';`;

const FLOWS = `
flow of_sql {
  try { sql { SELECT note($run.id, 'before') } >> dup: sql { INSERT INTO item VALUES (1) } >> sql { SELECT note($run.id, 'not reached') } }
  catch e { sql { SELECT note($run.id, concat_ws(' ', $e.code, $e.step, $e.attempt, $e.detail ->> 'table', $e.detail ->> 'constraint', $e.message)) } }
  >> sql { SELECT note($run.id, 'after') }
}
flow of_fail (n int) {
  try { sql { SELECT note($run.id, 'before') } >> no: fail 'no {$n}' code 'nope' }
  catch e { sql { SELECT note($run.id, concat_ws(' ', $e.code, $e.message, $e.step, $e.attempt, $e.detail IS NULL)) } }
  >> sql { SELECT note($run.id, 'after') }
}
flow none { try { sql { SELECT note($run.id, 'body') } } catch e { sql { SELECT note($run.id, 'handler') } } >> sql { SELECT note($run.id, 'after') } }
flow unread { try { fail 'x' } catch e { } >> sql { SELECT note($run.id, 'after') } }
flow last_of_all { try { sql { SELECT note($run.id, 'before') } >> fail 'x' } catch e { } }
flow retried {
  try { bad: sql { SELECT 1 / ($step.attempt * 0) } retry 2 backoff 1s } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.attempt) } }
}
flow unless_holds {
  try { bad: sql { SELECT 1 / 0 } retry 5 backoff 1s unless ($err.code = '22012') } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.attempt) } }
}
flow result (n int) returns (v text) {
  bind x = try { sql { SELECT 1 / $n AS i } >> sql { SELECT 'good'::text AS v } } catch e { sql { SELECT $e.code AS v } }
  >> return sql { SELECT $x.v AS v }
}
flow returned (n int) returns (v text) {
  return try { sql { SELECT 1 / $n AS i } >> sql { SELECT 'good'::text AS v } } catch e { sql { SELECT $e.code AS v } }
}
flow bound_in_both (n int) returns (v text) {
  try { bind x = sql { SELECT (1 / $n)::text AS v } >> sql { SELECT 1 / ($n - 1) } } catch e { bind x = sql { SELECT 'caught ' || $e.step AS v } }
  >> sleep 1s
  >> return sql { SELECT $x.v AS v }
}
flow again {
  try { dup: sql { INSERT INTO item VALUES (1) } } catch e { sql { SELECT note($run.id, 'seen') } >> sleep 1s >> rethrown: fail }
}
flow again_caught {
  try {
    try { sql { SELECT 1 } >> dup: sql { INSERT INTO item VALUES (1) } } catch inner { sql { SELECT note($run.id, 'inner') } >> fail }
  } catch e { sql { SELECT note($run.id, concat_ws(' ', $e.code, $e.step, $e.attempt, $e.detail ->> 'table')) } }
}
flow again_of_the_nearest {
  try { fail 'a' code 'a' } catch e {
    try { try { fail } catch f { fail '{$f.message}!' code 'b' } } catch g { sql { SELECT note($run.id, concat_ws(' ', $e.code, $g.code, $g.message)) } }
  }
}
flow handler_fails { try { try { fail 'a' } catch e { fail 'b' code 'b' } } catch f { sql { SELECT note($run.id, $f.code || ' ' || $f.message) } } }
flow handler_fails_the_run { try { fail 'a' } catch e { sql { SELECT note($run.id, 'seen') } >> sql { SELECT 1 / 0 } } }
flow condition_fails { try { when (1 / 0 = 1) { sql { SELECT 1 } } } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.step) } } }
flow sleep_fails { try { nap: sleep (NULL::interval) } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.step) } } }
flow message_fails (t text default null) { try { no: fail 'is {$t}' } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.step) } } }
flow no_row { try { bind x = sql { SELECT id FROM item WHERE false } >> read: sql { SELECT $x.id } } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.step) } } }
flow in_message { try { sql { INSERT INTO item VALUES (1) } } catch e { fail '{$e.detail.constraint} {$e.detail.hint?}of {$e.step}' code 'told' } }
flow in_branches {
  ( ( try { sql { SELECT note($run.id, 'a') } >> sql { SELECT 1 / 0 } } catch e { bind a = sql { SELECT $e.code AS code } } >> sleep 1s
      >> sql { SELECT note($run.id, 'branch goes on') } )
    & ( sleep 2s >> try { fail 'b' code 'b' } catch e { bind b = sql { SELECT $e.code AS code } } ) )
  >> sql { SELECT note($run.id, 'joined') }
}
flow short_branches {
  ( try { sql { SELECT 1 / 0 } } catch e { sql { SELECT note($run.id, 'caught ' || $e.code) } } & sql { SELECT note($run.id, 'b') } )
  >> sql { SELECT note($run.id, 'joined') }
}
flow around_branches {
  try { ( sql { SELECT note($run.id, 'a') } & bad: sql { SELECT 1 / 0 } & sql { SELECT note($run.id, 'c') } ) >> sql { SELECT note($run.id, 'not reached') } }
  catch e { sql { SELECT note($run.id, concat_ws(' ', $e.code, $e.step)) } }
  >> sql { SELECT note($run.id, 'after') }
}
flow around_waiting_branches {
  try {
    ( ( sleep 1s >> bad: fail 'x' code 'x' ) & ( sql { SELECT note($run.id, 'b') } >> nap: sleep 1h >> sql { SELECT note($run.id, 'not reached') } )
      & ( sleep 1ms >> ( long: sleep 1h & sleep 1h ) ) & bind c = sql { SELECT 3 AS n } )
  } catch e { sql { SELECT note($run.id, concat_ws(' ', $e.code, $e.step)) } >> sleep 1s >> bind c = sql { SELECT 4 AS n } }
  >> sql { SELECT note($run.id, 'after') }
}
flow through_a_fork {
  try { ( ( sleep 1ms >> ( ( sleep 1s >> bad: fail 'x' code 'x' ) & sleep 1h ) ) & sleep 1h ) } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.step) } }
}
flow only_the_inner_fork {
  ( ( try { ( ( sleep 1s >> fail 'x' code 'x' ) & inner: sleep 1h ) } catch e { sql { SELECT note($run.id, $e.code) } } >> sql { SELECT note($run.id, 'inner after') } )
    & ( outer_nap: sleep 1h >> sql { SELECT note($run.id, 'outer') } ) )
  >> sql { SELECT note($run.id, 'joined') }
}
flow forks_again {
  try { ( ( bind a = sql { SELECT 1 AS n } >> sleep 1ms ) & ( sleep 1s >> fail 'x' ) ) }
  catch e { ( ( bind a = sql { SELECT 2 AS n } >> sleep 1ms ) & sleep 1s ) }
  >> sql { SELECT note($run.id, 'a is ' || $a.n) }
}
flow handler_forks { try { fail 'x' code 'x' } catch e { ( ( sleep 1s >> fail ) & sleep 1h ) } }
flow in_a_loop {
  repeat {
    try {
      sql { SELECT 1 / (2 - $step.iteration) } >> sql { SELECT note($run.id, 'good ' || $step.iteration) }
      >> when ($step.iteration = 4) { break } >> when ($step.iteration = 3) { odd: fail 'three' code 'three' }
    } catch e { sql { SELECT note($run.id, concat_ws(' ', 'bad', $step.iteration, $e.code, $e.step)) } }
  } max 9
  >> sql { SELECT note($run.id, 'after') }
}
flow around_loops {
  try { repeat { repeat { sql { SELECT note($run.id, 'inner ' || $step.iteration) } } until (false) max 2 } }
  catch e { sql { SELECT note($run.id, concat_ws(' ', $e.code, $e.step)) } >> repeat { sql { SELECT note($run.id, 'again ' || $step.iteration) } } until ($step.iteration = 2) }
}
flow forks_in_a_loop {
  repeat {
    try { ( ( bind a = sql { SELECT $step.iteration AS n } >> sleep 1ms ) & ( sleep 1s >> when ($step.iteration < 3) { fail 'x' } ) ) >> sql { SELECT note($run.id, 'a is ' || $a.n) } >> break }
    catch e { sleep 1ms }
  }
}
flow caught_cancel { try { sleep 1h } catch e { sql { SELECT note($run.id, 'caught') } } >> sql { SELECT note($run.id, 'after') } }
flow crashing { try { bad: sql { SELECT note($run.id, 'body') } } catch e { sql { SELECT note($run.id, $e.code || ' ' || $e.step) } } }`;

describe.each(MAJORS)('try on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.setClock(null));

  const ledger = async (run: string) => (await db.rows('SELECT what FROM ledger WHERE run = $1 ORDER BY id', [run])).flat();
  const leftOf = (run: string) =>
    db.value(
      `SELECT (SELECT count(*) FROM pgdurable.token WHERE run = $1) + (SELECT count(*) FROM pgdurable.inbox WHERE run = $1)
            + (SELECT count(*) FROM pgdurable.binding WHERE run = $1)`,
      [run],
    );
  /** Runs a flow to its end, however long it sleeps. */
  const finish = async (flow: string, params: unknown = {}) => {
    const { id } = await db.run(flow, params);
    for (let i = 0; i < 5; i++) {
      await db.later('1 s');
      await db.drain();
    }
    return { run: await db.read(id), said: await ledger(id) };
  };

  it('catches what Postgres says of a step; what was committed before stays', async () => {
    const { run, said } = await finish('of_sql');
    expect(run.status).toBe('completed');
    expect(said).toEqual(['before', '23505 dup 1 item item_pkey duplicate key value violates unique constraint "item_pkey"', 'after']);
    expect((await db.steps(run.id)).map(({ step, kind, status, error }) => [step, kind, status, error?.code])).toEqual([
      ['sql_1', 'sql', 'completed', undefined],
      ['dup', 'sql', 'failed', '23505'],
      ['catch_1', 'catch', 'completed', undefined],
      ['sql_4', 'sql', 'completed', undefined],
      ['sql_5', 'sql', 'completed', undefined],
    ]);
    expect(await leftOf(run.id)).toBe('0');
  });

  it('catches a fail', async () => {
    const { run, said } = await finish('of_fail', { n: 7 });
    expect(run).toMatchObject({ status: 'completed', error: null });
    expect(said).toEqual(['before', 'nope no 7 no 1 t', 'after']);
    expect((await db.steps(run.id)).map(({ step, status }) => [step, status])).toEqual([
      ['sql_1', 'completed'],
      ['no', 'failed'],
      ['catch_1', 'completed'],
      ['sql_2', 'completed'],
      ['sql_3', 'completed'],
    ]);
  });

  it('passes by a handler that is not needed, an empty one, and one at the end of the flow', async () => {
    expect((await finish('none')).said).toEqual(['body', 'after']);
    expect((await finish('unread')).said).toEqual(['after']);
    expect(await finish('last_of_all')).toMatchObject({ run: { status: 'completed', result: null }, said: ['before'] });
  });

  it('catches when the retries are used up, or unless holds', async () => {
    expect((await finish('retried')).said).toEqual(['22012 3']);
    expect((await finish('unless_holds')).said).toEqual(['22012 1']);
  });

  it.each(['result', 'returned'])('gives the rows of the block that completes: %s', async (flow) => {
    expect((await finish(flow, { n: 1 })).run.result).toBe('[{"v": "good"}]');
    expect((await finish(flow, { n: 0 })).run.result).toBe('[{"v": "22012"}]');
  });

  it('reads a binding that both blocks make from the one that has run to its end', async () => {
    expect((await finish('bound_in_both', { n: 2 })).run.result).toBe('[{"v": "0"}]');
    expect((await finish('bound_in_both', { n: 1 })).run.result).toBe('[{"v": "caught sql_2"}]');
    expect((await finish('bound_in_both', { n: 0 })).run.result).toBe('[{"v": "caught x"}]');
  });

  it('fails again with what it has caught', async () => {
    const { run, said } = await finish('again');
    expect(said).toEqual(['seen']);
    expect(run).toMatchObject({ status: 'failed', error: { code: '23505', step: 'dup', attempt: 1, detail: { table: 'item' } } });
    expect(run.error?.line).toBe(FLOWS.split('\n').findIndex((line) => line.includes('rethrown')) + 1);
    expect((await db.steps(run.id)).map(({ step, status }) => [step, status])).toEqual([
      ['dup', 'failed'],
      ['catch_1', 'completed'],
      ['sql_2', 'completed'],
      ['sleep_1', 'completed'],
      ['rethrown', 'failed'],
    ]);
    expect((await finish('again_caught')).said).toEqual(['inner', '23505 dup 1 item']);
    expect((await finish('again_of_the_nearest')).said).toEqual(['a b a!']);
  });

  it('a handler that fails, fails the place of its try', async () => {
    expect((await finish('handler_fails')).said).toEqual(['b b']);
    expect(await finish('handler_fails_the_run')).toMatchObject({
      run: { status: 'failed', error: { code: '22012', step: 'sql_2' } },
      said: ['seen'],
    });
  });

  it.each([
    ['condition_fails', '22012 when_1'],
    ['sleep_fails', '22004 nap'],
    ['message_fails', 'null_in_template no'],
    ['no_row', 'no_row read'],
  ])('catches what fails in the language itself: %s', async (flow, said) => {
    expect(await finish(flow)).toMatchObject({ run: { status: 'completed' }, said: [said] });
  });

  it('reads the detail by key in a message', async () => {
    expect((await finish('in_message')).run.error).toMatchObject({ code: 'told', message: 'item_pkey of sql_1' });
  });

  it('handles the failure of its own branch, and the branch goes on', async () => {
    const { run, said } = await finish('in_branches');
    expect(run.status).toBe('completed');
    expect(said).toEqual(['a', 'branch goes on', 'joined']);
    expect((await finish('short_branches')).said.sort()).toEqual(['b', 'caught 22012', 'joined']);
    expect(await leftOf(run.id)).toBe('0');
  });

  it('handles the failure of a branch that began inside it', async () => {
    const { run, said } = await finish('around_branches');
    expect(run.status).toBe('completed');
    expect(said.slice(-2)).toEqual(['22012 bad', 'after']);
    expect(said).not.toContain('not reached');
    expect(await leftOf(run.id)).toBe('0');
  });

  it('the siblings of a branch that fails are stopped before the handler begins', async () => {
    const { id } = await db.run('around_waiting_branches');
    await db.later('1 s');
    await db.drain();
    expect(await ledger(id)).toEqual(['b', 'x bad']);
    expect(await db.value('SELECT count(*) FROM pgdurable.token WHERE run = $1', [id])).toBe('1');
    // The bindings of the branches are gone: the error alone is left.
    expect(await db.value('SELECT count(*) FROM pgdurable.binding WHERE run = $1', [id])).toBe('1');
    expect((await db.read(id)).status).toBe('waiting');
    await db.later('2 hours');
    await db.drain();
    expect(await ledger(id)).toEqual(['b', 'x bad', 'after']);
    const steps = (await db.steps(id)).map(({ step, status }) => [step, status]);
    expect(steps).toEqual(
      expect.arrayContaining([
        ['bad', 'failed'],
        ['nap', 'cancelled'],
        ['long', 'cancelled'],
        ['catch_1', 'completed'],
      ]),
    );
    expect(await leftOf(id)).toBe('0');
  });

  it('a failure goes through forks that are in no try of their branch', async () => {
    const { run, said } = await finish('through_a_fork');
    expect(run.status).toBe('completed');
    expect(said).toEqual(['x bad']);
    expect(await leftOf(run.id)).toBe('0');
  });

  it('stops only what is below its own fork', async () => {
    const { id } = await db.run('only_the_inner_fork');
    await db.later('1 s');
    await db.drain();
    expect(await ledger(id)).toEqual(['x', 'inner after']);
    await db.later('1 hour');
    await db.drain();
    expect(await ledger(id)).toEqual(['x', 'inner after', 'outer', 'joined']);
    expect((await db.read(id)).status).toBe('completed');
    expect((await db.steps(id)).filter(({ status }) => status === 'cancelled').map(({ step }) => step)).toEqual(['inner']);
    expect(await leftOf(id)).toBe('0');
  });

  it('a binding of the branches that were stopped is not in the way of the same name in the handler', async () => {
    expect((await finish('forks_again')).said).toEqual(['a is 2']);
  });

  it('a branch of a handler reads and repeats the error', async () => {
    expect((await finish('handler_forks')).run).toMatchObject({ status: 'failed', error: { code: 'x', step: 'fail_1' } });
  });

  it('handles in each iteration of a loop what failed in it', async () => {
    expect((await finish('in_a_loop')).said).toEqual(['good 1', 'bad 2 22012 sql_1', 'good 3', 'bad 3 three odd', 'good 4', 'after']);
    expect((await finish('around_loops')).said).toEqual(['inner 1', 'inner 2', 'max_iterations repeat_2', 'again 1', 'again 2']);
    const { run, said } = await finish('forks_in_a_loop');
    expect(said).toEqual(['a is 3']);
    expect((await db.steps(run.id)).filter(({ status }) => status === 'failed')).toHaveLength(2);
    expect(await leftOf(run.id)).toBe('0');
  });

  it('does not catch a cancel', async () => {
    const { id } = await db.run('caught_cancel');
    await db.database.query('SELECT pgdurable.cancel($1)', [id]);
    await db.drain();
    await db.later('2 hours');
    await db.drain();
    expect((await db.read(id)).status).toBe('cancelled');
    expect(await ledger(id)).toEqual([]);
  });

  it('catches a step that ends its connection', async () => {
    const run = await db.start('crashing');
    await db.database.query('UPDATE pgdurable.token SET crashes = 4 WHERE run = $1', [run]);
    await db.database.query('SELECT pgdurable.run_alone_token(pgdurable.part_of($1), $1, 0)', [run]);
    await db.drain();
    expect(await ledger(run)).toEqual(['crashed bad']);
    expect((await db.read(run)).status).toBe('completed');
  });
});
