import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledFlow, compile } from '../../src/compile.ts';
import { openClient } from '../../src/db/connect.ts';
import { createJudge } from '../../src/db/index.ts';
import { emitMigration } from '../../src/emit/index.ts';
import { engineSql } from '../../src/engine/index.ts';
import { scanSql } from '../../src/sql/scan.ts';
import { testDatabase } from '../support/postgres.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

describe.each(MAJORS)('the engine on Postgres %i', (major) => {
  it('is installed by its script, which may run again', async () => {
    const db = await testDatabase(major);
    try {
      for (let i = 0; i < 2; i++) expect(await db.database.script(engineSql())).toMatchObject({ ok: true });
      expect(await db.database.query('SELECT pgdurable.engine_version() AS version, pgdurable.parts() AS parts')).toEqual([
        { version: 1, parts: 4 },
      ]);
    } finally {
      await db.drop();
    }
  });

  it('is installed once by several installers at the same time', async () => {
    const db = await testDatabase(major);
    try {
      const results = await Promise.all(Array.from({ length: 4 }, () => db.database.script(engineSql({ from: 0, parts: 2 }))));
      expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true]);
      expect(await db.database.query('SELECT pgdurable.parts() AS parts')).toEqual([{ parts: 2 }]);
    } finally {
      await db.drop();
    }
  });

  it('keeps its number of parts when the script asks for another', async () => {
    const db = await testDatabase(major);
    try {
      await db.database.script(engineSql({ from: 0, parts: 3 }));
      await db.database.script(engineSql({ from: 0, parts: 8 }));
      expect(await db.database.query('SELECT pgdurable.parts() AS parts')).toEqual([{ parts: 3 }]);
    } finally {
      await db.drop();
    }
  });

  it('is not open to everybody', async () => {
    const db = await testDatabase(major);
    try {
      await db.database.script(engineSql());
      const open = await db.database.query<{ name: string }>(
        `SELECT p.oid::regprocedure::text AS name FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
          WHERE p.pronamespace = 'pgdurable'::regnamespace AND a.grantee = 0
         UNION ALL
         SELECT c.oid::regclass::text FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'pgdurable'::regnamespace AND a.grantee = 0`,
      );
      expect(open).toEqual([]);
    } finally {
      await db.drop();
    }
  });
});

describe.each(MAJORS)('a migration on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (run uuid, what text)');
  });
  afterAll(() => db.drop());

  const compiled = async (text: string): Promise<CompiledFlow> => {
    const opened = await openClient(db.url);
    if (!opened.ok) throw new Error(opened.problem.message);
    const { flows } = await compile([{ path: 'm.dflow', text }], { judge: await createJudge(opened.client), searchPath: ['public'] });
    await opened.client.end();
    return flows[0] as CompiledFlow;
  };
  const migration = async (text: string, number: number) => {
    const { graph, hash } = await compiled(text);
    return emitMigration(graph, { hash, number });
  };
  const apply = async (sql: string) => {
    const result = await db.database.script(sql);
    if (!result.ok) throw Object.assign(new Error(result.error.message), { code: result.error.code });
  };
  const current = (flow: string) => db.value('SELECT number FROM pgdurable.flows WHERE name = $1', [flow]);
  const saying = (flow: string, what: string) => `flow ${flow} { sql { INSERT INTO ledger (run, what) VALUES ($run.id, '${what}') } }`;

  it('may be applied again', async () => {
    const sql = await migration(saying('again', 'one'), 1);
    await apply(sql);
    const { id } = await db.run('again');
    await apply(sql);
    await apply(sql);
    expect((await db.read(id)).status).toBe('completed');
    expect((await db.run('again')).status).toBe('completed');
    expect(await current('again')).toBe('1');
  });

  it('runs statement by statement too, as psql executes a file', async () => {
    const sql = await migration(
      `flow by_hand (n int default 1) every 1d {
        bind b = sql { SELECT $n AS n; SELECT 'a;b' AS t, $$x;y$$ AS u }
        >> when ($b.t = 'a;b') { ( sleep 1s & sql { INSERT INTO ledger (run, what) VALUES ($run.id, $b.u) } ) } else { fail 'no; {$b.t}' }
      }`,
      1,
    );
    const statements = scanSql(sql).statements.map(({ start, end }) => sql.slice(start, end));
    expect(statements.length).toBeGreaterThan(6);
    for (const statement of statements) await db.database.query(statement);
    const { id } = await db.run('by_hand');
    await db.later('1 s');
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
    expect(await db.value('SELECT what FROM ledger WHERE run = $1', [id])).toBe('x;y');
  });

  it('of an older number does not take the name back', async () => {
    const [first, second] = [await migration(saying('numbered', 'one'), 1), await migration(saying('numbered', 'two'), 2)];
    await apply(second);
    await apply(first);
    expect(await current('numbered')).toBe('2');
    const { id } = await db.run('numbered');
    expect(await db.value('SELECT what FROM ledger WHERE run = $1', [id])).toBe('two');
  });

  it('of the same number and another text is refused', async () => {
    await apply(await migration(saying('twice', 'mine'), 1));
    await expect(migration(saying('twice', 'yours'), 1).then(apply)).rejects.toThrow(/number 1/);
    expect(await db.value('SELECT what FROM ledger WHERE run = $1', [(await db.run('twice')).id])).toBe('mine');
  });

  it('leaves live runs on the version with which they began', async () => {
    const flow = (what: string) => `flow lives { sleep 1h >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, '${what}') } }`;
    await db.deploy(flow('old'));
    const { id: old } = await db.run('lives');
    await db.deploy(flow('new'));
    const { id: young } = await db.run('lives');
    await db.later('1 hour');
    await db.drain();
    expect(await db.rows('SELECT run, what FROM ledger WHERE run IN ($1, $2) ORDER BY what DESC', [old, young])).toEqual([
      [old, 'old'],
      [young, 'new'],
    ]);
  });

  it('that deploys an earlier text again makes it current', async () => {
    await db.deploy(saying('back', 'one'));
    await db.deploy(saying('back', 'two'));
    await db.deploy(saying('back', 'one'));
    expect(await current('back')).toBe('3');
    expect(await db.value('SELECT what FROM ledger WHERE run = $1', [(await db.run('back')).id])).toBe('one');
  });

  it('without an engine says what to do', async () => {
    const other = await testDatabase(major);
    try {
      const result = await other.database.script(await migration(saying('alone', 'x'), 1));
      expect(result).toMatchObject({ ok: false, error: { hint: expect.stringContaining('pgdurable deploy') } });
    } finally {
      await other.drop();
    }
  });

  it('survives an upgrade of the engine, which makes the loops over its steps anew', async () => {
    await db.deploy(saying('kept', 'kept'));
    await db.database.query("SELECT pgdurable.start('kept')");
    const batch = await db.value("SELECT slice || '_batch' FROM pgdurable.flow_version WHERE flow = 'kept'");
    await db.database.query(`DROP FUNCTION pgdurable_flows.${batch}`);
    await apply(engineSql());
    expect((await db.run('kept')).status).toBe('completed');
  });

  it('gives nobody but the owner and the runner a right on its functions', async () => {
    const open = await db.rows(
      `SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END
         FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE p.pronamespace = 'pgdurable_flows'::regnamespace AND a.grantee <> p.proowner`,
    );
    expect(open).toEqual([['pgdurable_runner']]);
  });

  it('of a flow with the longest name, and names that look alike cut off, works', async () => {
    const name = (last: string) => 'f'.repeat(62) + last;
    await db.deploy(`${saying(name('a'), 'a')} ${saying(name('b'), 'b')}`);
    expect(await db.value('SELECT what FROM ledger WHERE run = $1', [(await db.run(name('a'))).id])).toBe('a');
    expect(await db.value('SELECT what FROM ledger WHERE run = $1', [(await db.run(name('b'))).id])).toBe('b');
  });

  it('a retired flow cannot be started, its live runs go on, and it can be deployed again', async () => {
    const text = `flow retired every 1h { sleep 1h }`;
    await db.deploy(text);
    const { id } = await db.run('retired');
    await db.database.query("SELECT pgdurable.retire('retired')");
    await expect(db.start('retired')).rejects.toMatchObject({ code: 'PD001' });
    expect(await db.rows("SELECT 1 FROM pgdurable.schedule WHERE flow = 'retired'")).toEqual([]);
    await db.later('1 hour');
    await db.drain();
    expect((await db.read(id)).status).toBe('completed');
    await db.deploy(text);
    expect((await db.run('retired')).status).toBe('waiting');
    expect(await db.rows("SELECT idx FROM pgdurable.schedule WHERE flow = 'retired'")).toEqual([['1']]);
  });
});
