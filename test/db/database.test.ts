import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommitOutcomeUnknown, isConnectionLost, openDatabase, sqlErrorOf } from '../../src/db/index.ts';
import { mustOpen, type OwnServer, ownServer, type TestDatabase, testDatabase } from '../support/postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

test('values that JavaScript would change stay text', async () => {
  const [row] = await db.database.query(`
    SELECT 9007199254740993::bigint AS big, 1.10::numeric AS exact, '{"a":1.0000000000000000001}'::json AS j, '2020-01-02 03:04:05.123456+00'::timestamptz AS at,
           '[2:3]={1,2}'::int[] AS bounds, '\\xff'::bytea AS bytes, 'NaN'::float8 AS nan, '-0'::float8 AS zero, 0.1::float8 AS tenth, 0.1::real AS short,
           true AS yes, 7::int AS n, NULL::int AS nothing, 'a'::text AS t, '2020-01-01'::date AS d`);
  expect(row).toEqual({
    big: '9007199254740993',
    exact: '1.10',
    j: '{"a":1.0000000000000000001}',
    at: '2020-01-02 03:04:05.123456+00',
    bounds: '[2:3]={1,2}',
    bytes: '\\xff',
    nan: Number.NaN,
    zero: -0,
    tenth: 0.1,
    short: '0.1',
    yes: true,
    n: 7,
    nothing: null,
    t: 'a',
    d: '2020-01-01',
  });
});

test('parameters arrive as they are', async () => {
  const nasty = `'; DROP TABLE x; -- $$ \\ " \u{1f680} ${'x'.repeat(1_000_000)}`;
  const [row] = await db.database.query<{ same: string; list: string; big: string; bytes: string }>(
    'SELECT $1::text AS same, $2::text[] AS list, $3::bigint AS big, $4::bytea AS bytes',
    [nasty, ['a,b', 'c"d', null], 9007199254740993n, new Uint8Array([0, 255])],
  );
  expect(row).toEqual({ same: nasty, list: '{"a,b","c\\"d",NULL}', big: '9007199254740993', bytes: '\\x00ff' });
});

test('a batch gives the rows of its last statement', async () => {
  expect(await db.database.query('CREATE TEMP TABLE x (n int); INSERT INTO x VALUES (1), (2); SELECT count(*)::int AS n FROM x')).toEqual([
    { n: 2 },
  ]);
  expect(await db.database.execute('SELECT generate_series(1, 3)')).toBe(3);
});

test('a transaction is kept or undone as a whole', async () => {
  await db.database.query('CREATE TABLE kept (n int)');
  await db.database.transaction((tx) => tx.query('INSERT INTO kept VALUES (1)'));
  await expect(
    db.database.transaction(async (tx) => {
      await tx.query('INSERT INTO kept VALUES (2)');
      throw new Error('mine');
    }),
  ).rejects.toThrow('mine');
  expect(await db.database.query('SELECT n FROM kept')).toEqual([{ n: 1 }]);
});

test('a transaction whose failed statement was overlooked does not pass for committed', async () => {
  await expect(
    db.database.transaction(async (tx) => {
      await tx.query('SELECT 1/0').catch(() => {});
    }),
  ).rejects.toThrow('rolled back');
});

test('a refusal of the server is a value with an offset of JavaScript', async () => {
  const sql = "SELECT '🚀', nope";
  const error = await db.database.query(sql).catch((thrown: unknown) => thrown);
  expect(sqlErrorOf(error, sql)).toMatchObject({ code: '42703', position: sql.indexOf('nope') });
  expect(isConnectionLost(error)).toBe(false);
});

test('a script runs as a whole or not at all, and tells the place of its error', async () => {
  const text =
    'CREATE TABLE s1 (n int);\n-- ü\nCREATE TABLE s2 (n int);\nDO $$ BEGIN RAISE NOTICE $x$hm$x$; END $$;\nINSERT INTO s1\n  VALUES (1/0);';
  expect(await db.database.script(text)).toMatchObject({
    ok: false,
    error: { code: '22012' },
    line: 5,
    notices: [{ severity: 'NOTICE', message: 'hm' }],
  });
  expect(await db.database.query("SELECT to_regclass('s1') AS s1")).toEqual([{ s1: null }]);
  expect(await db.database.script(text.replace('1/0', '1/1'))).toMatchObject({ ok: true, notices: [{ message: 'hm' }] });
  expect(await db.database.script('SELECT 1;\nSELECT nope;')).toMatchObject({ ok: false, line: 2, offset: 17 });
});

test('a script in a transaction is undone with it', async () => {
  await expect(
    db.database.transaction(async (tx) => {
      expect(await tx.script('CREATE TABLE gone (n int); CREATE TABLE gone2 (n int)')).toMatchObject({ ok: true });
      throw new Error('mine');
    }),
  ).rejects.toThrow('mine');
  expect(await db.database.query("SELECT to_regclass('gone') AS t")).toEqual([{ t: null }]);
});

test('a connection of its own hears notifications and notices', async () => {
  const connection = await db.database.connection();
  const heard: string[] = [];
  connection.onNotification((channel, payload) => heard.push(`${channel} ${payload}`));
  connection.onNotice((severity, message) => heard.push(`${severity} ${message}`));
  await connection.query('LISTEN here');
  await db.database.query("NOTIFY here, 'x'");
  await connection.query("DO $$ BEGIN RAISE WARNING 'w'; END $$");
  expect(heard).toEqual(['here x', 'WARNING w']);
  expect(await connection.query('SELECT pg_backend_pid() AS pid')).toEqual([{ pid: connection.backendPid }]);
  await connection.close();
  await connection.closed;
});

const wrong = (change: (url: URL) => void): string => {
  const url = new URL(db.url);
  change(url);
  return url.href;
};

test.each<[string, string, () => string]>([
  ['authentication', 'password', () => wrong((url) => (url.password = 'wrong'))],
  ['authentication', 'password', () => wrong((url) => (url.username = 'nobody'))],
  ['no-database', 'nope', () => wrong((url) => (url.pathname = '/nope'))],
  ['unreachable', 'ECONNREFUSED', () => wrong((url) => (url.port = '1'))],
  ['unreachable', 'ENOTFOUND', () => wrong((url) => (url.hostname = 'no-such-host.invalid'))],
  ['tls', 'SSL', () => `${db.url}?sslmode=require`],
  ['tls', 'SSL', () => `${db.url}?sslmode=verify-full`],
  ['invalid-url', 'postgres://', () => 'localhost/x'],
  ['invalid-url', '', () => 'postgres://host:port/x'],
])('what is wrong with a database is told: %s %s', async (kind, said, url) => {
  const opened = await openDatabase(url());
  expect(opened).toMatchObject({ ok: false, problem: { kind } });
  if (opened.ok) return;
  expect(opened.problem.message).toContain(said === 'ENOTFOUND' ? 'no-such-host.invalid' : said);
  expect(JSON.stringify(opened.problem)).not.toContain(new URL(db.url).password);
});

test('a killed server is told as a lost connection, also to what is in a transaction, and the pool finds it again', async () => {
  const server: OwnServer = await ownServer();
  try {
    const database = await mustOpen(server.url);
    await database.query('CREATE TABLE t (n int)');
    const own = await database.connection();
    const interrupted = database
      .transaction(async (tx) => {
        await tx.query('INSERT INTO t VALUES (1)');
        await server.kill();
      })
      .catch((error: unknown) => error);
    const error = await interrupted;
    expect(error).toBeInstanceOf(CommitOutcomeUnknown);
    await own.closed;
    expect(isConnectionLost(await database.query('SELECT 1').catch((thrown: unknown) => thrown))).toBe(true);
    await server.restart();
    expect(await database.query('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 0 }]);
    await database.close();
  } finally {
    await server.stop();
  }
});

test('a terminated backend costs one statement', async () => {
  const database = await mustOpen(db.url);
  const sleeping = database.query('SELECT pg_sleep(60)').catch((error: unknown) => error);
  const find =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND datname = current_database()";
  while ((await db.database.query(find)).length === 0);
  expect(isConnectionLost(await sleeping)).toBe(true);
  expect(await database.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await database.close();
});
