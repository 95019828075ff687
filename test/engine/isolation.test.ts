import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Session } from '../../src/db/index.ts';
import { mustOpen } from '../support/postgres.ts';
import { drain, partsOf, work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text);
  CREATE TABLE guarded (n int);
  CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ASSERT NEW.n > 0, 'not above zero'; RETURN NEW; END $$;
  CREATE TRIGGER guard BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION guard();
  CREATE TABLE audit (n int);
  CREATE TABLE audited (n int);
  CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.n < 0 THEN RAISE EXCEPTION 'negative' USING errcode = 'AU001'; END IF;
      INSERT INTO audit VALUES (NEW.n); RETURN NULL;
    END $$;
  CREATE CONSTRAINT TRIGGER audit AFTER INSERT ON audited DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit();
  CREATE TABLE parent (id int PRIMARY KEY);
  CREATE TABLE pair (id int PRIMARY KEY DEFERRABLE INITIALLY IMMEDIATE);
  INSERT INTO pair VALUES (1), (2);
  CREATE TABLE child (id int, parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE hot (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);
  INSERT INTO hot SELECT generate_series(1, 10);
  CREATE FUNCTION leak(setting text, v text, loc boolean) RETURNS text LANGUAGE sql AS 'SELECT set_config(setting, v, loc)';
  CREATE FUNCTION leak_lock() RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_lock(4242)';
  CREATE FUNCTION leak_temp() RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE n bigint; BEGIN CREATE TEMP TABLE leaked AS SELECT 1 AS x; SELECT count(*) INTO n FROM leaked; RETURN n; END $$;
  CREATE FUNCTION leak_listen() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'LISTEN leaked'; END $$;
  CREATE FUNCTION leak_session() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM set_config('statement_timeout', '1', false), set_config('default_transaction_isolation', 'serializable', false),
              set_config('search_path', 'nowhere', false), set_config('app.tenant', 'session', false), set_config('default_transaction_read_only', 'on', false);
    END $$;
  CREATE FUNCTION many_blocks() RETURNS int LANGUAGE plpgsql AS $$
    DECLARE n int := 0;
    BEGIN
      FOR i IN 1..64 LOOP
        BEGIN
          INSERT INTO ledger (what) VALUES ('block ' || i);
          IF i % 2 = 0 THEN RAISE EXCEPTION 'again'; END IF;
          n := n + 1;
        EXCEPTION WHEN raise_exception THEN NULL;
        END;
      END LOOP;
      RETURN n;
    END $$;
  CREATE FUNCTION cancels_itself() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING errcode = '57014'; END $$;
  CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
  CREATE TABLE doomed (n int);`;

const FLOWS = `
flow fine { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'fine') } }
flow asserts (n int) { sql { INSERT INTO guarded VALUES ($n) } >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'passed') } }
flow audits (n int) { sql { INSERT INTO audited VALUES ($n) } >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'audited') } }
flow leaks_setting (loc boolean) { sql { SELECT leak('app.tenant', 'leaked', $loc), leak('work_mem', '64kB', $loc), leak('lock_timeout', '0', $loc), leak('timezone', 'Asia/Tokyo', $loc) } }
flow leaks_session { sql { SELECT leak_session() } }
flow sees { sql { INSERT INTO ledger (run, what) VALUES ($run.id, concat_ws(',', nullif(current_setting('app.tenant', true), ''), current_setting('work_mem'), current_setting('lock_timeout'), current_setting('timezone'))) } }
flow leaks_lock { sql { SELECT leak_lock() } }
flow sees_lock { sql { INSERT INTO ledger (run, what) SELECT $run.id, 'locks ' || count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4242 } }
flow leaks_temp { sql { SELECT leak_temp() } }
flow leaks_listen { sql { SELECT leak_listen() } }
flow child_first (id int) { sql { INSERT INTO child VALUES ($id, $id); INSERT INTO parent VALUES ($id) } }
flow orphan (id int) { sql { INSERT INTO child VALUES ($id, $id) } >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'never') } }
flow late_parent (id int) { sql { INSERT INTO child VALUES ($id, $id) } >> sql { INSERT INTO parent VALUES ($id) } }
flow swaps { sql { UPDATE pair SET id = 3 - id } }
flow duplicates { sql { INSERT INTO pair VALUES (1) } }
flow blocks { bind b = sql { SELECT many_blocks() AS n } >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'blocks ' || $b.n) } }
flow cancels_itself { sql { SELECT cancels_itself() } }
flow commits { sql { CALL commits() } }
flow uses_doomed { sql { INSERT INTO doomed VALUES (1) } }
flow contends (a int, b int, c int) {
  sql { UPDATE hot SET n = n + 1 WHERE id = $a } >> sql { UPDATE hot SET n = n + 1 WHERE id = $b } >> sql { UPDATE hot SET n = n + 1 WHERE id = $c }
}
flow big (n int) {
  bind a = sql { SELECT repeat('x', $n) AS x } >> bind b = sql { SELECT repeat('y', $n) AS y } >> bind c = sql { SELECT repeat('z', $n) AS z }
  >> bind d = sql { SELECT repeat('x', $n) AS x } >> bind e = sql { SELECT repeat('x', $n) AS x } >> sleep 1s
  >> sql { INSERT INTO ledger (run, what) SELECT $run.id, length($a.x || $b.y || $c.z || $d.x || $e.x) }
}
flow big_branches (n int) {
  ( (sleep 1s >> bind a = sql { SELECT repeat('x', $n) AS x }) & (sleep 1s >> bind b = sql { SELECT repeat('x', $n) AS x }) & (sleep 1s >> bind c = sql { SELECT repeat('x', $n) AS x })
    & (sleep 1s >> bind d = sql { SELECT repeat('x', $n) AS x }) & (sleep 1s >> bind e = sql { SELECT repeat('x', $n) AS x }) )
  >> sql { INSERT INTO ledger (run, what) SELECT $run.id, length($a.x || $b.x || $c.x || $d.x || $e.x) }
}
flow joins { ( (sleep 10ms >> sql { SELECT 1 }) & (sleep 10ms >> sql { SELECT 1 }) & (sleep 10ms >> sql { SELECT 1 }) ) >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'joined') } }`;

describe.each(MAJORS)('only the run concerned is affected, on Postgres %i,', (major) => {
  let db: EngineDatabase;
  let admin: Database;
  /** A login that is a member of pgdurable_runner and nothing else. */
  let runner: Database;
  const role = `runner_${randomBytes(4).toString('hex')}`;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA);
    await db.deploy(FLOWS);
    admin = await mustOpen(db.adminUrl);
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' IN ROLE pgdurable_runner`);
    const url = new URL(db.url);
    url.username = role;
    url.password = 'secret';
    runner = await mustOpen(url.href);
  });
  afterEach(async () => {
    await drain(runner);
    await db.setClock(null);
  });
  afterAll(async () => {
    await runner.close();
    await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await admin.close();
    await db.drop();
  });

  const start = (flow: string, params: unknown = {}) => db.startTogether(flow, params);
  /** What runs said in the ledger, in the order in which they were started. */
  const said = async (runs: readonly string[]) => {
    const rows = await db.rows('SELECT run, what FROM ledger WHERE run IS NOT NULL');
    return runs.map((run) => rows.find(([id]) => id === run)?.[1] ?? null);
  };
  const statuses = async (runs: readonly string[]) => {
    const all: string[] = [];
    for (const run of runs) all.push((await db.read(run)).status);
    return all;
  };
  /** One batch on the runner's connection. */
  const batch = async (session: Session = runner) => work(session, 0);

  it('and a member of pgdurable_runner can do all that a runner does', async () => {
    await db.deploy(`flow ticks every 5m { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'tick') } }`);
    expect(await runner.query('SELECT count(*)::int AS n FROM pgdurable.due_schedules()')).toEqual([{ n: 1 }]);
    expect(await runner.query("SELECT pgdurable.fire('ticks', 1, NULL, array[now()], now() + interval '1 min') AS n")).toEqual([{ n: 1 }]);
    expect(await runner.query('SELECT count(*)::int AS n FROM pgdurable.due_parts()')).toEqual([{ n: 1 }]);
    for (const part of await partsOf(runner)) {
      const [marked] = await runner.query<{ run: string | null; tok: string }>(`SELECT run, tok FROM pgdurable.mark_suspect(${part})`);
      if (marked?.run != null)
        expect(await runner.query(`SELECT pgdurable.run_alone_token(${part}, '${marked.run}', ${marked.tok}) AS worked`)).toEqual([
          { worked: true },
        ]);
    }
    await drain(runner);
    expect(await db.value("SELECT status FROM pgdurable.runs WHERE flow = 'ticks'")).toBe('completed');
    await runner.query(
      'SELECT pgdurable.announce_idle(gen_random_uuid()), pgdurable.maintain(), pgdurable.withdraw_idle(gen_random_uuid())',
    );
  });

  it('when a trigger of the user asserts', async () => {
    const runs = [await start('fine'), await start('asserts', { n: 0 }), await start('asserts', { n: 1 }), await start('fine')];
    await batch();
    expect(await said(runs)).toEqual(['fine', null, 'passed', 'fine']);
    await drain(runner);
    expect(await statuses(runs)).toEqual(['completed', 'failed', 'completed', 'completed']);
    expect((await db.read(runs[1] as string)).error).toMatchObject({ code: 'P0004', message: 'not above zero', step: 'sql_1' });
  });

  it('when a deferred trigger writes a table that the runner has no right on', async () => {
    const runs = [await start('audits', { n: 1 }), await start('audits', { n: -1 }), await start('audits', { n: 2 })];
    await batch();
    expect(await said(runs)).toEqual(['audited', null, 'audited']);
    await drain(runner);
    expect((await db.read(runs[1] as string)).error).toMatchObject({ code: 'AU001', message: 'negative', step: 'sql_1' });
    expect((await db.rows('SELECT n FROM audit ORDER BY n')).flat()).toEqual(['1', '2']);
    await expect(runner.query('SELECT * FROM audit')).rejects.toMatchObject({ code: '42501' });
  });

  it('when a step leaves settings behind, for its transaction or its session', async () => {
    const first = await start('sees');
    await batch();
    const [clean] = await said([first]);
    expect(clean).toMatch(/^\d+[kM]B,2ms,UTC$/);
    const runs = [
      await start('leaks_setting', { loc: true }),
      await start('sees'),
      await start('leaks_setting', { loc: false }),
      await start('sees'),
      await start('leaks_session'),
      await start('sees'),
    ];
    expect((await batch()).moved).toBe(6);
    expect(await said(runs)).toEqual([null, clean, null, clean, null, clean]);
    expect(await statuses(runs)).toEqual(Array(6).fill('completed'));
    const later = await start('sees');
    await batch();
    expect(await said([later])).toEqual([clean]);
  });

  it('when a step that runs alone leaves settings behind', async () => {
    const connection = await runner.connection();
    const run = await start('leaks_session');
    await db.database.query('UPDATE pgdurable.token SET lane = 1 WHERE run = $1', [run]);
    while (await workAlone(connection, 0));
    await work(connection, 0);
    expect((await db.read(run)).status).toBe('completed');
    expect(
      await connection.query(
        "SELECT current_setting('statement_timeout') AS a, current_setting('default_transaction_isolation') AS b, current_setting('app.tenant', true) AS c",
      ),
    ).toEqual([{ a: '0', b: 'read committed', c: '' }]);
    await connection.close();
  });

  it('when a step leaves a session lock behind', async () => {
    const runs = [await start('leaks_lock'), await start('sees_lock')];
    await batch();
    expect(await said(runs)).toEqual([null, 'locks 0']);
    expect(await admin.query('SELECT pg_try_advisory_lock(4242) AS got')).toEqual([{ got: true }]);
    await admin.query('SELECT pg_advisory_unlock_all()');
  });

  it('when steps leave a temporary table behind', async () => {
    const runs = [await start('leaks_temp'), await start('leaks_temp'), await start('fine'), await start('leaks_temp')];
    const connection = await runner.connection();
    await work(connection, 0);
    expect(await statuses(runs)).toEqual(Array(4).fill('completed'));
    expect(await connection.query("SELECT count(*)::int AS n FROM pg_class WHERE relname = 'leaked'")).toEqual([{ n: 0 }]);
    await connection.close();
  });

  it('when a step listens', async () => {
    const connection = await runner.connection();
    const heard: string[] = [];
    connection.onNotification((channel) => heard.push(channel));
    const runs = [await start('leaks_listen')];
    await work(connection, 0);
    expect(await statuses(runs)).toEqual(['completed']);
    await admin.query("NOTIFY leaked, 'x'");
    await sleep(50);
    await connection.query('SELECT 1');
    expect(heard).toEqual([]);
    await connection.close();
  });

  it('when constraints are deferred to the end of a step', async () => {
    const runs = [
      await start('child_first', { id: 11 }),
      await start('orphan', { id: 12 }),
      await start('child_first', { id: 13 }),
      await start('child_first', { id: 14 }),
    ];
    await batch();
    expect(await statuses([runs[0], runs[2], runs[3]] as string[])).toEqual(['completed', 'completed', 'completed']);
    await drain(runner);
    expect((await db.read(runs[1] as string)).error).toMatchObject({ code: '23503', step: 'sql_1' });
    expect(await said(runs)).toEqual([null, null, null, null]);
  });

  it('when a deferred constraint holds only at the end of several steps', async () => {
    // In one slice it is checked at the end; nothing says that steps share one.
    const run = await start('late_parent', { id: 31 });
    await drain(runner);
    expect((await db.read(run)).status).toBe('completed');
  });

  it('when a constraint that is not deferred is checked at the end of the statement', async () => {
    const runs = [await start('swaps'), await start('duplicates'), await start('child_first', { id: 21 })];
    await drain(runner);
    expect(await statuses(runs)).toEqual(['completed', 'failed', 'completed']);
    expect((await db.read(runs[1] as string)).error?.code).toBe('23505');
  });

  it('when there are deferred constraints that the owner of the flow may not name', async () => {
    await admin.query(`CREATE SCHEMA hidden; CREATE TABLE hidden.a (id int CONSTRAINT secret PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
      CREATE TABLE hidden.b (id int); ALTER TABLE hidden.b ADD CONSTRAINT again CHECK (id > 0);
      CREATE TABLE hidden.p (id int PRIMARY KEY); CREATE TABLE hidden.c (id int CONSTRAINT again REFERENCES hidden.p DEFERRABLE INITIALLY DEFERRED)`);
    await db.database.query(`CREATE TABLE same_name_1 (id int CONSTRAINT same UNIQUE DEFERRABLE INITIALLY DEFERRED); CREATE TABLE same_name_2 (id int CONSTRAINT same_1 CHECK (id > 0));
      ALTER TABLE same_name_2 ADD CONSTRAINT same CHECK (id > 1)`);
    const runs = [await start('child_first', { id: 41 }), await start('fine'), await start('child_first', { id: 42 })];
    await batch();
    expect(await statuses(runs)).toEqual(Array(3).fill('completed'));
    await admin.query('DROP SCHEMA hidden CASCADE');
  });

  it('when a step has 64 exception blocks', async () => {
    const runs: string[] = [];
    for (let i = 0; i < 4; i++) runs.push(await start('blocks'));
    await batch();
    await drain(runner);
    expect(await said(runs)).toEqual(Array(4).fill('blocks 32'));
  });

  it('when a step cancels itself', async () => {
    const runs = [await start('fine'), await start('cancels_itself'), await start('fine')];
    await drain(runner);
    expect(await statuses(runs)).toEqual(['completed', 'failed', 'completed']);
    expect((await db.read(runs[1] as string)).error?.code).toBe('57014');
  });

  it('when a step tries to commit', async () => {
    const runs = [await start('commits'), await start('fine')];
    await drain(runner);
    expect(await statuses(runs)).toEqual(['failed', 'completed']);
    expect((await db.read(runs[0] as string)).error?.code).toBe('2D000');
  });

  it('when a table of a flow is gone', async () => {
    await db.database.query('DROP TABLE doomed');
    const runs = [await start('uses_doomed'), await start('fine')];
    await drain(runner);
    expect(await statuses(runs)).toEqual(['failed', 'completed']);
    expect((await db.read(runs[0] as string)).error?.code).toBe('42P01');
  });

  it('when a function of a flow is gone', async () => {
    await db.deploy('flow gone { sql { SELECT 1 } }');
    const slice = await db.value("SELECT slice FROM pgdurable.flow_version WHERE flow = 'gone'");
    await db.database.query(`DROP FUNCTION pgdurable_flows.${slice}_batch`);
    const batchless = [await start('fine'), await start('gone'), await start('fine')];
    await drain(runner);
    expect(await statuses(batchless)).toEqual(Array(3).fill('completed'));
    await db.database.query(`DROP FUNCTION pgdurable_flows.${slice}(pgdurable.claim, pgdurable.limits)`);
    const runs = [await start('fine'), await start('gone'), await start('fine')];
    await drain(runner);
    expect(await statuses(runs)).toEqual(['completed', 'failed', 'completed']);
    expect((await db.read(runs[1] as string)).error?.code).toBe('42883');
  });

  // Nothing in it depends on the version, and it takes long.
  if (major === 18) {
    it('when the bindings of a run are too large', async () => {
      const runs = [
        await start('fine'),
        await start('big', { n: 15_000_000 }),
        await start('big', { n: 17_000_000 }),
        await start('big', { n: 100 }),
        await start('fine'),
      ];
      await drain(runner);
      await db.later('1 s');
      await drain(runner);
      expect(await statuses(runs)).toEqual(['completed', 'failed', 'failed', 'completed', 'completed']);
      expect((await db.read(runs[1] as string)).error).toMatchObject({
        code: 'payload_too_large',
        message: 'the live bindings of the run are larger than 64 MiB',
        step: 'e',
      });
      expect((await db.read(runs[2] as string)).error).toMatchObject({ code: 'payload_too_large', step: 'a' });
      expect(await said(runs)).toEqual(['fine', null, null, '500', 'fine']);
    }, 120_000);

    it('when the bindings of its branches are too large together', async () => {
      const runs = [await start('big_branches', { n: 15_000_000 }), await start('big_branches', { n: 100 }), await start('fine')];
      await drain(runner);
      await db.later('1 s');
      await drain(runner);
      expect(await statuses(runs)).toEqual(['failed', 'completed', 'completed']);
      expect((await db.read(runs[0] as string)).error?.code).toBe('payload_too_large');
      expect(await db.value('SELECT count(*) FROM pgdurable.binding')).toBe('0');
    }, 120_000);
  }

  it('when batches meet in the same rows: all end, and nobody waits for a deadlock', async () => {
    await db.database.query(
      `SELECT count(*) FROM pgdurable.start_many('contends', (SELECT array_agg(jsonb_build_object('a', 1 + (i * 7) % 10, 'b', 1 + (i * 3 + 1) % 10, 'c', 1 + (i * 9 + 5) % 10)) FROM generate_series(1, 1500) i))`,
    );
    const connections = await Promise.all(Array.from({ length: 4 }, () => runner.connection()));
    const parts = await partsOf(runner);
    const errors: unknown[] = [];
    let longest = 0;
    const unfinished = async () =>
      (await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'contends' AND status <> 'completed'")) !== '0';
    let busy = true;
    const loops = connections.map(async (connection, i) => {
      for (let n = i; busy; n++) {
        const began = performance.now();
        try {
          await work(connection, parts[n % parts.length] as number, 50);
          await workAlone(connection, parts[n % parts.length] as number);
        } catch (error) {
          errors.push(error);
        }
        longest = Math.max(longest, performance.now() - began);
      }
    });
    for (const end = Date.now() + 60_000; (await unfinished()) && Date.now() < end; ) await sleep(20);
    busy = false;
    await Promise.all(loops);
    await Promise.all(connections.map((connection) => connection.close()));
    expect(errors).toEqual([]);
    expect(await unfinished()).toBe(false);
    expect(await db.value('SELECT sum(n) FROM hot')).toBe('4500');
    expect(longest).toBeLessThan(1000);
    expect(await db.value('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')).toBe('0');
  }, 90_000);

  it('when the database asks for serializable transactions by default: joins are not missed', async () => {
    const url = new URL(db.url);
    url.searchParams.set('options', '-c default_transaction_isolation=serializable');
    const serializable = await mustOpen(url.href);
    const runs: string[] = [];
    for (let i = 0; i < 20; i++) runs.push(await start('joins'));
    const connections = await Promise.all(Array.from({ length: 4 }, () => serializable.connection()));
    const end = Date.now() + 10_000;
    await Promise.all(
      connections.map(async (connection) => {
        while (
          Date.now() < end &&
          (await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'joins' AND status <> 'completed'")) !== '0'
        )
          await work(connection, 0, 50);
      }),
    );
    expect(await said(runs)).toEqual(Array(20).fill('joined'));
    await expect(workAlone(connections[0] as Session, 0)).resolves.toBe(false);
    await db.database.query('UPDATE pgdurable.token SET lane = 1 WHERE run = $1', [await start('fine')]);
    await expect(workAlone(connections[0] as Session, 0)).rejects.toMatchObject({ code: '25001' });
    await Promise.all(connections.map((connection) => connection.close()));
    await serializable.close();
  });
});
