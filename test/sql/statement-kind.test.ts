import { describe, expect, it } from 'vitest';
import {
  callsIn,
  corePart,
  isSessionLock,
  normalizeSql,
  oneLine,
  scanSql,
  shapeOf,
  statementKind,
  temporaryTable,
  wordsIn,
} from '../../src/sql/index.ts';

function kindOf(text: string): string {
  const scan = scanSql(text);
  const kind = statementKind(wordsIn(text, scan, { start: 0, end: text.length }));
  return kind.kind === 'refused' ? kind.why : kind.kind;
}

describe('what kind of statement it is', () => {
  it.each([
    ['SELECT 1', 'query'],
    ['/* c */ select 1', 'query'],
    ['(SELECT 1) UNION (SELECT 2)', 'query'],
    ['VALUES (1)', 'query'],
    ['TABLE t', 'query'],
    ['WITH a AS (INSERT INTO t SELECT 1 RETURNING *) SELECT * FROM a', 'query'],
    ['WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a', 'query'],
    ['INSERT INTO t SELECT 1', 'query'],
    ['MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE', 'query'],
    ['SELECT a INTO t FROM u', 'select-into'],
    ['SELECT a FROM (SELECT 1 AS "into") x', 'query'],
    ['WITH a AS (SELECT 1 AS n) SELECT n INTO t FROM a', 'select-into'],
    ['CALL p(1)', 'command'],
    ['CREATE TABLE t (a int)', 'utility'],
    ['CREATE TABLE t AS SELECT 1', 'create-as'],
    ['CREATE TEMP TABLE IF NOT EXISTS t AS (SELECT 1)', 'create-as'],
    ['CREATE UNLOGGED TABLE t (a) AS TABLE u', 'create-as'],
    ['CREATE TABLE t (a int GENERATED ALWAYS AS (1) STORED)', 'utility'],
    ['CREATE MATERIALIZED VIEW v AS SELECT 1', 'utility'],
    ['CREATE VIEW v AS SELECT 1', 'utility'],
    ['CREATE UNIQUE INDEX CONCURRENTLY ON t (a)', 'outside-transaction'],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY v', 'utility'],
    ['ALTER TABLE t DETACH PARTITION p CONCURRENTLY', 'outside-transaction'],
    ['REINDEX TABLE t', 'utility'],
    ['CLUSTER', 'outside-transaction'],
    ['CLUSTER t', 'utility'],
    ['SET CONSTRAINTS ALL DEFERRED', 'utility'],
    ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'transaction'],
    ['SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY', 'session'],
    ['PREPARE TRANSACTION $$a$$', 'transaction'],
    ["COPY t FROM '/tmp/a'", 'command'],
    ['COPY t FROM STDIN', 'client-copy'],
    ['SELCT 1', 'query'],
    ['', 'query'],
  ])('%s: %s', (text, kind) => expect(kindOf(text)).toBe(kind));

  it('knows the name of a temporary table', () => {
    const of = (text: string) => temporaryTable(wordsIn(text, scanSql(text), { start: 0, end: text.length }));
    expect(of('CREATE TEMP TABLE IF NOT EXISTS a (x int)')).toBe('a');
    expect(of('create local temporary table a as select 1')).toBe('a');
    expect(of('CREATE TABLE pg_temp.a (x int)')).toBe('a');
    expect(of('CREATE TEMP TABLE pg_temp."A b" (x int)')).toBe('"A b"');
    expect(of('CREATE TABLE a (temp int)')).toBe(null);
    expect(of('CREATE VIEW a AS SELECT 1')).toBe(null);
  });
});

describe('calls', () => {
  it('are found by their last name, also in quotes, with white space and comments between', () => {
    const text = 'SELECT pg_catalog.F (1), "G"(2), h /* c */ (3), i FROM j WHERE \'k(\' = 1';
    expect(callsIn(wordsIn(text, scanSql(text), { start: 0, end: text.length })).map(({ name }) => name)).toEqual(['f', 'G', 'h']);
  });

  it('tell locks of the session from those of the transaction', () => {
    expect(['pg_advisory_lock', 'pg_try_advisory_lock_shared', 'pg_advisory_unlock', 'pg_advisory_unlock_all'].every(isSessionLock)).toBe(
      true,
    );
    expect(['pg_advisory_xact_lock', 'pg_try_advisory_xact_lock_shared', 'my_pg_advisory_lock'].some(isSessionLock)).toBe(false);
  });
});

describe('texts without what does not count', () => {
  it('normalizes white space and comments, and nothing in strings and operators', () => {
    expect(normalizeSql("SELECT  1 -- c\n , 'a  b',$$ x  -- y $$ /* d */")).toBe("SELECT 1 , 'a  b' , $$ x  -- y $$");
    expect(normalizeSql('a<-1')).toBe(normalizeSql('a < - 1'));
    expect(normalizeSql('a@-1')).not.toBe(normalizeSql('a @ -1'));
  });

  it('writes one line for people', () => {
    expect(oneLine("SELECT a,\n       b -- c\n  FROM t WHERE x = 'a\n  b'")).toBe("SELECT a, b FROM t WHERE x = 'a b'");
    expect(oneLine('SELECT aaaa, bbbb', 12)).toBe('SELECT aa ..');
  });

  it('finds the core of an expression', () => {
    const text = ' /* a */ x + 1 -- b\n ';
    const { start, end } = corePart(scanSql(text));
    expect(text.slice(start, end)).toBe('x + 1');
  });
});

describe('the shape of a statement', () => {
  it('names what it writes, in WITH too', () => {
    const shape = shapeOf('WITH x AS (DELETE FROM a RETURNING *) INSERT INTO s.b SELECT * FROM x');
    expect(shape?.writes.map(({ schema, name }) => `${schema ?? ''}.${name}`).sort()).toEqual(['.a', 's.b']);
    expect(shape?.withoutWhere).toEqual([{ verb: 'DELETE', table: { schema: null, name: 'a' } }]);
  });

  it('is not known of what the parser does not know', () => {
    expect(shapeOf('MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE')).toBe(null);
    expect(shapeOf(`SELECT '${'x'.repeat(30_000)}'`)).toBe(null);
  });
});
