import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScratch, type Scratch } from '../../src/db/index.ts';
import type { Described, JudgeSession, TypeInfo } from '../../src/sql/judge.ts';
import { type Major, type TestDatabase, testDatabase } from '../support/postgres.ts';

const SCHEMA = `
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE TYPE "Odd Type" AS (a int, b text);
  CREATE DOMAIN money_amount AS numeric(12,2) CHECK (value >= 0);
  CREATE DOMAIN small_amount AS money_amount CHECK (value < 100);
  CREATE SCHEMA app;
  CREATE TYPE app.span AS RANGE (subtype = int);
  CREATE TABLE t (id bigint, total numeric(12,2), name varchar(40), tags text[], m mood, ms mood[], amount small_amount,
                  odd "Odd Type", span app.span, at timestamptz(3), bits bit varying(5), how interval hour to minute, c "char", g numeric(5,1)[]);
`;

for (const major of [14, 18] as const satisfies readonly Major[]) {
  describe(`Postgres ${major}`, () => {
    let db: TestDatabase;
    let scratch: Scratch;
    beforeAll(async () => {
      db = await testDatabase(major);
      const opened = await openScratch({
        url: db.url,
        schema: [{ path: 'db/schema.sql', text: SCHEMA }],
        searchPath: 'public',
        prelude:
          "CREATE SCHEMA pgdurable; CREATE FUNCTION pgdurable.start(flow text) RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'",
      });
      if (!opened.ok) throw new Error(opened.problem.message);
      scratch = opened.scratch;
      expect(scratch.schemaErrors).toEqual([]);
    });
    afterAll(async () => {
      await scratch?.close();
      await db?.drop();
    });

    const inSession = <T>(use: (session: JudgeSession) => Promise<T>) => scratch.judge.session(use);
    const judge = (sql: string, types: readonly string[] = []): Promise<Described> => inSession((session) => session.describe(sql, types));
    const typesOf = (described: Described) => (described.ok ? described.columns?.map((column) => column.type) : described.error);

    test('the version is the major version', () => expect(scratch.judge.serverVersion).toBe(major));

    test('columns have their names and their types in full, with modifiers', async () => {
      expect(typesOf(await judge('SELECT * FROM t'))).toEqual([
        'bigint',
        'numeric(12,2)',
        'character varying(40)',
        'text[]',
        'public.mood',
        'public.mood[]',
        'numeric(12,2)', // of a domain the protocol tells the type below it
        'public."Odd Type"',
        'app.span',
        'timestamp(3) with time zone',
        'bit varying(5)',
        'interval hour to minute',
        '"char"',
        'numeric(5,1)[]',
      ]);
      expect(await judge('SELECT id AS "Ünï", pgdurable.start($1) FROM t WHERE m = $2', ['text', 'public.mood'])).toEqual({
        ok: true,
        columns: [
          { name: 'Ünï', type: 'bigint' },
          { name: 'start', type: 'uuid' },
        ],
      });
    });

    test('a statement that returns no rows has no columns, one with RETURNING has', async () => {
      expect(await judge('UPDATE t SET total = $1', ['numeric'])).toEqual({ ok: true, columns: null });
      expect(typesOf(await judge('DELETE FROM t RETURNING id, tags'))).toEqual(['bigint', 'text[]']);
      expect(await judge('SELECT FROM t')).toEqual({ ok: true, columns: [] });
    });

    test('a parameter is what it is declared as', async () => {
      expect(
        typesOf(await judge('SELECT $1, $2, $3 IS NULL, $4', ['numeric(5,2)', 'public.mood[]', 'jsonb', 'public."Odd Type"'])),
      ).toEqual(['numeric', 'public.mood[]', 'boolean', 'public."Odd Type"']);
      expect((await judge('SELECT $1', ['no_such_type'])).ok).toBe(false);
    });

    test.each([
      ['SELECT nope FROM t', 'nope'],
      ["SELECT 'ääÄ€', nope FROM t", 'nope'],
      ["SELECT '🚀🚀', nope FROM t", 'nope'],
      ['-- 🚀 ü\nSELECT 1 FROM\r\n\tnowhere', 'nowhere'],
      ['SELECT 1 + + FROM t', 'FROM'],
      ["SELECT '\uD800', nope", 'nope'],
      ['SELECT id FROM t WHERE', null],
    ])('the position of an error is an offset of JavaScript: %j', async (sql, at) => {
      const refused = await judge(sql);
      expect(refused).toMatchObject({ ok: false, error: { position: at === null ? sql.length : sql.indexOf(at) } });
    });

    test('what is not one statement is refused', async () => {
      expect(await judge('SELECT 1; SELECT 2')).toMatchObject({ ok: false, error: { code: '42601' } });
      expect(await judge('SELECT 1\0; DROP TABLE t')).toMatchObject({ ok: false, error: { code: '22021', position: 8 } });
      expect(await inSession((session) => session.execute('CREATE TABLE a (); CREATE TABLE b ()'))).toMatchObject({ ok: false });
      expect(await judge('')).toEqual({ ok: true, columns: null });
    });

    test('a session goes on after a refusal, sees what it has executed, and leaves nothing behind', async () => {
      await inSession(async (session) => {
        expect((await session.describe('SELECT * FROM fresh', [])).ok).toBe(false);
        expect(await session.execute("CREATE TYPE size AS ENUM ('s')")).toEqual({ ok: true });
        expect(await session.execute('CREATE TABLE fresh (n int, s size)')).toEqual({ ok: true });
        expect(await session.execute('CREATE TABLE fresh (n int)')).toMatchObject({ ok: false, error: { code: '42P07' } });
        expect(typesOf(await session.describe('SELECT * FROM fresh WHERE s = $1', ['public.size']))).toEqual(['integer', 'public.size']);
        expect(await session.execute('ALTER TYPE size RENAME TO big')).toEqual({ ok: true });
        expect(typesOf(await session.describe('SELECT s FROM fresh', []))).toEqual(['public.big']);
      });
      expect((await judge('SELECT * FROM fresh')).ok).toBe(false);
    });

    test('a session cannot be left', async () => {
      await inSession(async (session) => {
        expect(await session.execute('COMMIT')).toMatchObject({ ok: false, error: { code: '2D000' } });
        expect(await session.execute('ROLLBACK')).toMatchObject({ ok: false, error: { code: '2D000' } });
        expect(await session.execute('VACUUM')).toMatchObject({ ok: false, error: { code: '25001' } });
        expect(await session.execute('COPY t FROM STDIN')).toMatchObject({ ok: false });
        expect(await session.execute('CREATE TABLE later ()')).toEqual({ ok: true });
      });
      expect((await judge('SELECT * FROM later')).ok).toBe(false);
    });

    test('a session that throws gives the judge back', async () => {
      await expect(inSession(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
      expect((await judge('SELECT 1')).ok).toBe(true);
    });

    test('sessions that overlap wait for one another', async () => {
      const [a, b] = await Promise.all([
        inSession(async (session) => {
          await session.execute('CREATE TABLE mine ()');
          return (await session.describe('SELECT FROM mine', [])).ok;
        }),
        judge('SELECT FROM mine'),
      ]);
      expect([a, b.ok]).toEqual([true, false]);
    });

    const info = async (name: string): Promise<TypeInfo | string> => {
      const [found] = await scratch.judge.types([name]);
      return found?.ok ? found.type : (found?.error.code ?? '');
    };

    test.each([
      ['int', 'integer', 'integer', 'base', null],
      ['numeric( 12 , 2 )', 'numeric(12,2)', 'numeric', 'base', null],
      ['VARCHAR(40)[]', 'character varying(40)[]', 'character varying[]', 'array', null],
      ['text[3][4]', 'text[]', 'text[]', 'array', null],
      ['mood', 'public.mood', 'public.mood', 'enum', null],
      ['"Odd Type"', 'public."Odd Type"', 'public."Odd Type"', 'composite', null],
      ['t', 'public.t', 'public.t', 'composite', null],
      ['small_amount', 'public.small_amount', 'public.small_amount', 'domain', 'numeric(12,2)'],
      ['app.span', 'app.span', 'app.span', 'range', null],
      ['int4multirange', 'int4multirange', 'int4multirange', 'multirange', null],
      ['timestamp (3) with time zone', 'timestamp(3) with time zone', 'timestamp with time zone', 'base', null],
      ['void', 'void', 'void', 'pseudo', null],
    ])('the type %s is known', async (written, name, base, kind, domainOf) => {
      expect(await info(written)).toMatchObject({ name, base, kind, domainOf });
    });

    test.each([
      ['no_such', '42704'],
      ['numeric(2000)', '22023'],
      ['int) + (1', '42601'],
      ['int + 1', '42601'],
      ['', '42601'],
      ['setof text', '42601'],
      ['int; drop table t', '42601'],
      ['serial', '42704'],
    ])('%j is no type', async (written, code) => expect(await info(written)).toBe(code));

    test('names of types are asked in one go, each with an answer of its own', async () => {
      const found = await scratch.judge.types(['int', 'nope', 'text']);
      expect(found.map((each) => each.ok)).toEqual([true, false, true]);
    });

    test('500 statements are judged in well under a second', async () => {
      const start = performance.now();
      await inSession(async (session) => {
        for (let n = 0; n < 500; n++)
          expect((await session.describe(`SELECT id, total, m FROM t WHERE id = $1 + ${n}`, ['bigint'])).ok).toBe(true);
      });
      expect(performance.now() - start).toBeLessThan(1_000);
    });
  });
}
