import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drain, work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text);
  CREATE SEQUENCE asked;
  CREATE FUNCTION second(attempt int) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN IF attempt = 1 THEN RAISE EXCEPTION 'not yet'; END IF; RETURN true; END $$;`;

const note = (what: string) => `sql { INSERT INTO ledger (run, what) VALUES ($run.id, ${what}) }`;

const FLOWS = `
flow counts (n bigint) {
  repeat { ${note("$step.iteration || ' ' || right($step.key, -36)")} } until ($step.iteration >= $n)
  >> ${note("coalesce($step.iteration, 0) || ' ' || right($step.key, -36)")}
}
flow until_reads {
  repeat { bind turn = sql { SELECT count(*) AS n FROM ledger WHERE run = $run.id } >> ${note("'turn ' || $turn.n")} } until ($turn.n >= 2)
}
flow until_reads_arms {
  repeat { when ($step.iteration % 2 = 0) { bind b = sql { SELECT 'even' AS t } } else { bind b = sql { SELECT 'odd' AS t } }
           >> ${note('$b.t')} } until ($step.iteration = 3 OR $b.t IS NULL)
}
flow until_null { repeat { ${note("'x'")} } until (CASE WHEN $step.iteration = 3 THEN true END) }
flow breaks {
  repeat { bind done = sql { SELECT count(*) AS n FROM ledger WHERE run = $run.id }
           >> when ($done.n >= 3) { ${note("'last'")} >> break }
           >> ${note('$step.iteration::text')} }
  >> ${note("'after'")}
}
flow nested {
  outer_loop: repeat {
    repeat { a: ${note("'a' || right($step.key, -36) || ' ' || $step.iteration")} >> when ($step.iteration = 2) { break } }
    >> repeat { b: ${note("'b' || right($step.key, -36) || ' ' || $step.iteration")} } until (true)
    >> c: ${note("'c' || right($step.key, -36) || ' ' || $step.iteration")}
  } until ($step.iteration = 2)
}
flow polls {
  repeat every 1h { ${note('$step.iteration::text')} } until (nextval('asked') >= 3)
  >> ${note("'after'")}
}
flow paused { repeat every 1m { ${note('$step.iteration::text')} >> ${note('$step.iteration::text')} } until ($step.iteration = 3) }
flow never_done { try_it: repeat { ${note('$step.iteration::text')} } until (false) max 3 }
flow no_until { repeat { ${note('$step.iteration::text')} } max 2 }
flow just_done { repeat { ${note('$step.iteration::text')} } until ($step.iteration = 3) max 3 }
flow until_fails { repeat { ${note('$step.iteration::text')} } until (1 / ($step.iteration - 2) > 5) }
flow returns { repeat { when ($step.iteration = 5) { return sql { SELECT $step.iteration AS n } } >> ${note("'x'")} } }
flow fails_in_third { repeat { good: ${note('$step.iteration::text')} >> bad: sql { SELECT 1 / ($step.iteration - 3) AS n } } }
flow fails_by_itself { repeat { ${note('$step.iteration::text')} >> when ($step.iteration = 2) { stop: fail 'enough' } } }
flow retries (at bigint) {
  repeat { sql { INSERT INTO ledger (run, what) SELECT $run.id, $step.iteration || right($step.key, -36) || ' ' || $step.attempt
                  WHERE $step.iteration <> $at OR second($step.attempt) } retry 1 backoff 1s } until ($step.iteration = $at + 2)
}
flow forks {
  repeat {
    ( bind a = sql { SELECT $step.iteration AS n }
      & ( bind b = sql { SELECT $step.iteration * 10 AS n } >> sleep 1s >> ${note('right($step.key, -36)')} )
      & ( sleep 2s >> bind c = sql { SELECT $step.iteration * 100 AS n } ) )
    >> ${note('($a.n + $b.n + $c.n)::text')}
  } until ($step.iteration = 3)
}
flow inline_forks {
  repeat { ( bind a = sql { SELECT $step.iteration AS n } & when (true) { bind b = sql { SELECT 2 * $step.iteration AS n } } else { bind b = sql { SELECT 0::bigint AS n } } )
           >> ${note('($a.n + $b.n)::text')} } until ($step.iteration = 100)
}
flow loop_in_branch {
  ( repeat { bind x = sql { SELECT $step.iteration AS n } >> sleep 1s >> bind y = sql { SELECT $x.n AS n } >> ${note("'x' || $y.n")} } until ($y.n = 3)
    & repeat { ${note("'y' || $step.iteration")} } until ($step.iteration = 2) )
  >> ${note("'joined'")}
}
flow loop_of_branches {
  repeat {
    ( repeat { bind x = sql { SELECT $step.iteration AS n } >> sleep 1s >> ${note("right($step.key, -36) || ' ' || $x.n")} } until ($step.iteration = 2) & sleep 1s )
  } until ($step.iteration = 2)
}
flow long (n bigint) {
  repeat { bind x = sql { SELECT repeat('x', 100) AS t } >> when (length($x.t) <> 100) { break } } until ($step.iteration = $n)
  >> sleep 1h
}
flow large { repeat { bind x = sql { SELECT repeat('x', 300000) AS t } >> sleep 1s >> ${note('length($x.t)')} } until ($step.iteration = 2) }
flow alone { repeat { sql { CREATE TABLE IF NOT EXISTS made (n bigint) } >> sql { INSERT INTO made VALUES ($step.iteration) } } until ($step.iteration = 3) }
flow endless { repeat { ${note('$step.iteration::text')} } }
flow told { repeat { bind x = sql { SELECT $step.iteration AS n } >> ${note('$x.n::text')} } until ($step.iteration = 3) >> sleep 1h }`;

describe.each(MAJORS)('a loop on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await db.setClock(null);
    await db.database.query("SELECT setval('asked', 1, false)");
  });

  const ledger = async (run: string) => (await db.rows('SELECT what FROM ledger WHERE run = $1 ORDER BY id', [run])).map(([what]) => what);
  const numbers = (to: number) => Array.from({ length: to }, (_, i) => String(i + 1));
  const later = async (times: number, pause: string) => {
    for (let i = 0; i < times; i++) {
      await db.later(pause);
      await db.drain();
    }
  };

  it('goes round until its condition holds, and each iteration has its number and its key', async () => {
    const run = await db.run('counts', { n: 3 });
    expect(run.status).toBe('completed');
    expect(await ledger(run.id)).toEqual(['1 :sql_1:1', '2 :sql_1:2', '3 :sql_1:3', '0 :sql_2']);
    expect(await db.rows('SELECT step, iteration FROM pgdurable.steps WHERE run_id = $1 ORDER BY started_at', [run.id])).toEqual([
      ['sql_1', '1'],
      ['sql_1', '2'],
      ['sql_1', '3'],
      ['sql_2', null],
    ]);
  });

  it('goes round once at least', async () => {
    expect(await ledger((await db.run('counts', { n: 0 })).id)).toEqual(['1 :sql_1:1', '0 :sql_2']);
  });

  it('reads in its condition what the body has bound', async () => {
    expect(await ledger((await db.run('until_reads')).id)).toEqual(['turn 0', 'turn 1', 'turn 2']);
    expect(await ledger((await db.run('until_reads_arms')).id)).toEqual(['odd', 'even', 'odd']);
  });

  it('takes NULL in its condition for false', async () => {
    expect((await ledger((await db.run('until_null')).id)).length).toBe(3);
  });

  it('is left by break', async () => {
    expect(await ledger((await db.run('breaks')).id)).toEqual(['1', '2', '3', 'last', 'after']);
  });

  it('is left by return', async () => {
    expect((await db.run('returns')).result).toBe('[{"n": 5}]');
  });

  it('holds loops whose keys name all iterations, and whose break leaves the nearest', async () => {
    expect(await ledger((await db.run('nested')).id)).toEqual([
      'a:a:1.1 1',
      'a:a:1.2 2',
      'b:b:1.1 1',
      'c:c:1 1',
      'a:a:2.1 1',
      'a:a:2.2 2',
      'b:b:2.1 1',
      'c:c:2 2',
    ]);
  });

  it('pauses between iterations, not before the first nor after the last, and asks once for each', async () => {
    const run = await db.run('polls');
    expect(run.status).toBe('waiting');
    expect(await ledger(run.id)).toEqual(['1']);
    expect(
      await db.rows('SELECT step, kind, iteration, status FROM pgdurable.steps WHERE run_id = $1 AND finished_at IS NULL', [run.id]),
    ).toEqual([['repeat_1', 'repeat', '1', 'waiting']]);
    await later(1, '59 minutes');
    expect(await ledger(run.id)).toEqual(['1']);
    await later(1, '1 minute');
    expect(await ledger(run.id)).toEqual(['1', '2']);
    await later(1, '1 hour');
    expect(await ledger(run.id)).toEqual(['1', '2', '3', 'after']);
    expect((await db.read(run.id)).status).toBe('completed');
    expect(await db.value('SELECT last_value FROM asked')).toBe('3');
  });

  it('fails when it is not done after so many iterations, which stay', async () => {
    const run = await db.run('never_done');
    expect(run).toMatchObject({ status: 'failed', error: { code: 'max_iterations', step: 'try_it', attempt: 1, iteration: 3 } });
    expect(run.error?.message).toBe('try_it was not done after 3 iterations');
    expect(await ledger(run.id)).toEqual(['1', '2', '3']);
    expect(await db.run('no_until')).toMatchObject({ status: 'failed', error: { code: 'max_iterations' } });
    expect(await db.run('just_done')).toMatchObject({ status: 'completed' });
  });

  it('fails when its condition does, with the step and the iteration', async () => {
    const run = await db.run('until_fails');
    expect(run).toMatchObject({ status: 'failed', error: { code: '22012', step: 'repeat_1', iteration: 2 } });
    expect(await ledger(run.id)).toEqual(['1', '2']);
  });

  it('keeps the iterations before a failing step, and says in which one it failed', async () => {
    const run = await db.run('fails_in_third');
    expect(run).toMatchObject({ status: 'failed', error: { code: '22012', step: 'bad', iteration: 3 } });
    expect(await ledger(run.id)).toEqual(['1', '2', '3']);
    expect(
      await db.rows('SELECT step, iteration, status FROM pgdurable.steps WHERE run_id = $1 ORDER BY finished_at, started_at', [run.id]),
    ).toEqual([
      ['good', '1', 'completed'],
      ['bad', '1', 'completed'],
      ['good', '2', 'completed'],
      ['bad', '2', 'completed'],
      ['good', '3', 'completed'],
      ['bad', '3', 'failed'],
    ]);
    expect(await db.run('fails_by_itself')).toMatchObject({ status: 'failed', error: { step: 'stop', message: 'enough', iteration: 2 } });
  });

  it.each([1, 60, 300])('tries a step of iteration %i again, with the same key, and nothing else', async (at) => {
    const run = await db.run('retries', { at });
    expect(run.status).toBe('waiting');
    await later(1, '2 s');
    expect((await db.read(run.id)).status).toBe('completed');
    expect(await ledger(run.id)).toEqual(numbers(at + 2).map((i) => `${i}:sql_1:${i} ${Number(i) === at ? 2 : 1}`));
  });

  it('forks in each iteration', async () => {
    const run = await db.run('forks');
    await later(6, '1 s');
    expect((await db.read(run.id)).status).toBe('completed');
    expect(await ledger(run.id)).toEqual([':sql_3:1', '111', ':sql_3:2', '222', ':sql_3:3', '333']);
    const short = await db.run('inline_forks');
    expect(await ledger(short.id)).toEqual(numbers(100).map((i) => String(3 * Number(i))));
  });

  it('goes round in a branch, and branches in a loop do', async () => {
    const run = await db.run('loop_in_branch');
    expect(await ledger(run.id)).toEqual(['y1', 'y2']);
    await later(3, '1 s');
    expect((await db.read(run.id)).status).toBe('completed');
    expect(await ledger(run.id)).toEqual(['y1', 'y2', 'x1', 'x2', 'x3', 'joined']);
    const branches = await db.run('loop_of_branches');
    await later(4, '1 s');
    expect((await db.read(branches.id)).status).toBe('completed');
    expect(await ledger(branches.id)).toEqual([':sql_2:1.1 1', ':sql_2:1.2 2', ':sql_2:2.1 1', ':sql_2:2.2 2']);
  });

  it('leaves no more live state after many iterations than after ten', async () => {
    const state = async (n: number) => {
      const run = await db.run('long', { n });
      expect(run.status).toBe('waiting');
      return db.rows(
        `SELECT 'token', count(*), sum(pg_column_size(t.iters)) FROM pgdurable.token t WHERE run = $1
         UNION ALL SELECT 'binding', count(*), sum(bytes) FROM pgdurable.binding WHERE run = $1`,
        [run.id],
      );
    };
    expect(await state(5_000)).toEqual(await state(10));
  });

  it('counts what is bound again in place of what was', async () => {
    const run = await db.run('large');
    // As if it were nearly as large as all bindings of a run may be.
    await db.database.query('UPDATE pgdurable.binding SET bytes = 67000000 WHERE run = $1', [run.id]);
    await later(2, '1 s');
    expect(await db.read(run.id)).toMatchObject({ error: null, status: 'completed' });
    expect(await ledger(run.id)).toEqual(['300000', '300000']);
  });

  it('has steps that run in a transaction of their own', async () => {
    expect(await db.run('alone')).toMatchObject({ error: null, status: 'completed' });
    expect((await db.rows('SELECT n FROM made ORDER BY n')).flat()).toEqual(['1', '2', '3']);
  });

  it('shows of a slice the rows that were bound last', async () => {
    const run = await db.run('told');
    expect(await db.rows("SELECT iteration, result FROM pgdurable.steps WHERE run_id = $1 AND step = 'x' ORDER BY 1", [run.id])).toEqual([
      ['1', null],
      ['2', null],
      ['3', '[{"n": 3}]'],
    ]);
  });

  it('that has no end is ended by a cancel', async () => {
    const run = await db.start('endless');
    const part = Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
    await work(db.database, part, 50);
    expect((await db.read(run)).status).toBe('running');
    const done = await ledger(run);
    expect(done).toEqual(numbers(done.length));
    await db.value('SELECT pgdurable.cancel($1)', [run]);
    await work(db.database, part, 50);
    expect((await db.read(run)).status).toBe('cancelled');
    expect(await ledger(run)).toEqual(done);
  });

  it('does every step and every pause once, though each was lost at first', async () => {
    const run = await db.start('paused');
    const part = Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
    const alone = async (): Promise<boolean> => {
      await db.database.query('UPDATE pgdurable.token SET lane = 1 WHERE run = $1', [run]);
      const lost = db.database.transaction(async (session) => {
        await workAlone(session, part);
        throw new Error('lost');
      });
      await expect(lost).rejects.toThrow('lost');
      return workAlone(db.database, part);
    };
    for (let pauses = 0; pauses < 3; pauses++) {
      while (await alone());
      expect(await ledger(run)).toEqual(numbers(pauses + 1).flatMap((i) => [i, i]));
      await db.later('59 s');
      expect(await alone()).toBe(false);
      await db.later('1 s');
    }
    expect((await db.read(run)).status).toBe('completed');
  });

  it('goes on where it was when its connection breaks in the middle', async () => {
    const run = await db.start('counts', { n: 3000 });
    const part = Number(await db.value('SELECT pgdurable.part_of($1)', [run]));
    for (let crashes = 0; crashes < 5; crashes++) {
      const connection = await db.database.connection();
      const working = work(connection, part, 2000).then(
        () => 'done',
        () => 'broken',
      );
      await sleep(10 + 10 * crashes);
      await db.database.query('SELECT pg_terminate_backend($1)', [connection.backendPid]);
      await working;
      await connection.close().catch(() => undefined);
    }
    await drain(db.database);
    expect((await db.read(run)).status).toBe('completed');
    expect(await ledger(run)).toEqual([...numbers(3000).map((i) => `${i} :sql_1:${i}`), '0 :sql_2']);
  });
});
