import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase } from '../engine/engine-database.ts';

const SCHEMA = `
  CREATE TABLE t (id int PRIMARY KEY, body text, tags text[], price numeric(12,2), at timestamptz);
  INSERT INTO t VALUES (1, 'one', '{a,b}', 1.10, '2024-01-01 00:00+00'), (2, 'two', NULL, NULL, NULL);
  CREATE TABLE sink (id int, body text);
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE DOMAIN email AS text NOT NULL CHECK (value LIKE '%@%');
  CREATE PROCEDURE put(a int, b text) LANGUAGE sql AS 'INSERT INTO sink VALUES (a, b)';
  CREATE PROCEDURE out_of(a int, INOUT b int) LANGUAGE plpgsql AS 'BEGIN b := a + 1; END';
  CREATE FUNCTION noop() RETURNS void LANGUAGE sql AS '';
  CREATE MATERIALIZED VIEW mv AS SELECT id FROM t;
  CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at);`;

/** Each is the body of a flow with a parameter n (int, 1), and what its run gives. */
const accepted: readonly (readonly [string, string, string | null])[] = [
  ['rows of a query', 'return sql { SELECT id, body FROM t WHERE id = $n }', '[{"id": 1, "body": "one"}]'],
  ['VALUES', "return sql { VALUES (1, 'a'), ($n, 'b') }", '[{"column1": 1, "column2": "a"}, {"column1": 1, "column2": "b"}]'],
  ['TABLE', 'sql { TABLE sink } >> sleep 0s', null],
  ['a query in brackets', 'return sql { (SELECT 1 AS a UNION ALL SELECT $n) ORDER BY a }', '[{"a": 1}, {"a": 1}]'],
  ['a column without name', 'bind x = sql { SELECT $n + 1 } >> return sql { SELECT $x AS x }', '[{"x": 2}]'],
  [
    'odd names',
    'bind x = sql { SELECT 1 AS "Odd ""Name", 2 AS "select" } >> return sql { SELECT "Odd ""Name" + x."select" AS s FROM $x.* }',
    '[{"s": 3}]',
  ],
  [
    'many rows with arrays and nulls',
    'bind x = sql { SELECT id, tags, price, at FROM t ORDER BY id } >> return sql { SELECT x.id, x.tags[1] AS tag, y.price IS NULL AS none FROM $x.* JOIN $x.* y USING (id) ORDER BY id }',
    '[{"id": 1, "tag": "a", "none": false}, {"id": 2, "tag": null, "none": true}]',
  ],
  [
    'a binding named by a reserved word',
    'bind order = sql { SELECT 1 AS id } >> return sql { SELECT "order".id FROM $order.* WHERE $order.id = 1 }',
    '[{"id": 1}]',
  ],
  [
    'comments everywhere',
    'bind x = sql { -- first\n SELECT /* in */ 1 AS a -- last\n } >> when ( /* a */ $x.a = 1 -- b\n ) { return sql { SELECT $x.a /* c */ AS a -- d\n } }',
    '[{"a": 1}]',
  ],
  ['semicolons', 'return sql { ; SELECT 1; ; SELECT 2 AS a; ; }', '[{"a": 2}]'],
  ['data-modifying WITH', "return sql { WITH x AS (INSERT INTO sink VALUES (7, 'w') RETURNING id) SELECT id FROM x }", '[{"id": 7}]'],
  [
    'INSERT .. ON CONFLICT .. RETURNING',
    "return sql { INSERT INTO t (id, body) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET body = t.body RETURNING id, body }",
    '[{"id": 1, "body": "one"}]',
  ],
  [
    'DELETE USING rows',
    "sql { INSERT INTO sink VALUES (50, 'x') } >> bind x = sql { SELECT 50 AS id } >> return sql { DELETE FROM sink USING $x.* WHERE sink.id = x.id RETURNING sink.id }",
    '[{"id": 50}]',
  ],
  [
    'MERGE',
    "bind x = sql { SELECT 60 AS id } >> sql { MERGE INTO sink USING $x.* ON sink.id = x.id WHEN NOT MATCHED THEN INSERT VALUES (x.id, 'm') } >> return sql { SELECT body FROM sink WHERE id = 60 }",
    '[{"body": "m"}]',
  ],
  ['a function that returns nothing', 'sql { SELECT noop() }', null],
  ['CALL', "sql { CALL put($n, 'called') } >> return sql { SELECT body FROM sink WHERE body = 'called' }", '[{"body": "called"}]'],
  ['NOTIFY', "sql { NOTIFY a, 'b' } >> return sql { SELECT 1 AS a }", '[{"a": 1}]'],
  [
    'DO',
    "sql { DO $$ BEGIN INSERT INTO sink VALUES (80, 'do $n'); END $$ } >> return sql { SELECT body FROM sink WHERE id = 80 }",
    '[{"body": "do $n"}]',
  ],
  [
    'tables made on the way',
    'sql { CREATE TABLE made AS SELECT $n AS n; ALTER TABLE made ADD COLUMN m int; CREATE INDEX ON made (n) } >> sql { INSERT INTO made VALUES (2, 3) } >> bind x = sql { SELECT sum(n) AS n FROM made } >> sql { DROP TABLE made } >> return sql { SELECT $x AS n }',
    '[{"n": 3}]',
  ],
  [
    'a temporary table within a step',
    'return sql { CREATE TEMP TABLE scratch AS SELECT $n AS n; INSERT INTO scratch VALUES (5); SELECT sum(n) AS n FROM scratch }',
    '[{"n": 6}]',
  ],
  [
    'a view',
    'sql { CREATE VIEW seen AS SELECT id FROM t } >> bind x = sql { SELECT count(*) AS c FROM seen } >> sql { DROP VIEW seen } >> return sql { SELECT $x.c AS c }',
    '[{"c": 2}]',
  ],
  [
    'TRUNCATE, LOCK, ANALYZE, REFRESH, COMMENT, GRANT',
    "sql { LOCK TABLE sink; ANALYZE sink; REFRESH MATERIALIZED VIEW mv; COMMENT ON TABLE sink IS 'x'; GRANT SELECT ON sink TO PUBLIC; SET CONSTRAINTS ALL IMMEDIATE } >> return sql { SELECT 1 AS a }",
    '[{"a": 1}]',
  ],
  [
    'settings of a step',
    "return sql { SELECT set_config('app.user', 'me', true); SELECT current_setting('app.user') AS u }",
    '[{"u": "me"}]',
  ],
  [
    'context',
    'return sql { SELECT $run.flow AS f, $run.id IS NOT NULL AS i, $step.attempt AS a, $run.scheduled_at IS NULL AS s, $run.started_at <= clock_timestamp() AS b }',
    '[{"f": "accepted", "i": true, "a": 1, "s": true, "b": true}]',
  ],
  [
    'rows in a condition',
    'bind x = sql { SELECT id FROM t WHERE false } >> when (NOT EXISTS (SELECT FROM $x.*)) { return sql { SELECT $x.id? IS NULL AS none } }',
    '[{"none": true}]',
  ],
  ['a subquery as a condition', 'when (SELECT count(*) > 1 FROM t) { return sql { SELECT 1 AS a } }', '[{"a": 1}]'],
  [
    'an enum and a domain',
    "bind x = sql { SELECT 'sad'::mood AS m, 'a@b'::email AS e } >> return sql { SELECT $x.m AS m, $x.e AS e, m = $x.m AS same FROM $x.* }",
    '[{"m": "sad", "e": "a@b", "same": true}]',
  ],
  ['a row', 'bind x = sql { SELECT t AS r FROM t WHERE id = 1 } >> return sql { SELECT ($x.r).body AS b }', '[{"b": "one"}]'],
  [
    'the result of arms',
    "bind x = when ($n = 1) { bind y = sql { SELECT 'a'::varchar(3) AS v } } else { sql { SELECT 'b'::varchar(5) AS v } } >> return sql { SELECT $x AS v }",
    '[{"v": "a"}]',
  ],
  [
    'the result of a group in a branch',
    '( bind x = ( sql { SELECT 1 AS a } >> sql { SELECT 2 AS a } ) & bind y = sql { SELECT 3 AS b } ) >> return sql { SELECT $x + $y AS s }',
    '[{"s": 5}]',
  ],
  [
    'the rows of arms that are last',
    "when ($n = 2) { sql { SELECT 'a'::text AS v } } else { bind z = sql { SELECT 'b'::text AS v } }",
    '[{"v": "b"}]',
  ],
  [
    'a partition made on the way',
    "sql { CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') } >> sql { INSERT INTO parted VALUES ($n, '2024-05-05') } >> return sql { DELETE FROM parted WHERE id = $n RETURNING id }",
    '[{"id": 1}]',
  ],
  [
    'operators that begin with a question mark',
    "bind x = sql { SELECT '{\"a\": 1}'::jsonb AS j } >> return sql { SELECT $x?|array['a'] AS a, $x.j?&array['b'] AS b, $x.j ? 'a' AS c, $x.j?->'a' AS d }",
    '[{"a": true, "b": false, "c": true, "d": 1}]',
  ],
];

const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json));

let engine: EngineDatabase;
beforeAll(async () => {
  engine = await engineDatabase(18, SCHEMA);
});
afterAll(() => engine.drop());

describe('what the check accepts, runs', () => {
  it.each(accepted)('%s', async (_, body, result) => {
    await engine.deploy(`flow accepted (n int default 1) { ${body} }`);
    const run = await engine.run('accepted');
    expect(run.error).toBe(null);
    expect({ status: run.status, result: parsed(run.result) }).toEqual({ status: 'completed', result: parsed(result) });
  });

  it.each([
    ['an overflow of a parameter', 'flow accepted (n numeric(3,1) default 99.9) { return sql { SELECT $n AS n } }', '[{"n": 99.9}]'],
    [
      'an assignment of a default',
      "flow accepted (n text default 5, d date default '2024-02-29') { return sql { SELECT $n AS n, $d AS d } }",
      '[{"n": "5", "d": "2024-02-29"}]',
    ],
    ['a default by a query', 'flow accepted (n int default (SELECT max(id) FROM t)) { return sql { SELECT $n AS n } }', '[{"n": 2}]'],
    ['a default that ends in a comment', 'flow accepted (n int default 1 + 1 -- two\n) { return sql { SELECT $n AS n } }', '[{"n": 2}]'],
  ])('%s', async (_, text, result) => {
    await engine.deploy(text);
    const run = await engine.run('accepted');
    expect({ error: run.error, result: parsed(run.result) }).toEqual({ error: null, result: parsed(result) });
  });

  it('the message of a failure', async () => {
    await engine.deploy(`flow accepted (j jsonb default '{"a": [{"b": "x"}], "n": null}', t text default null) {
      bind x = sql { SELECT 1.50 AS n, NULL::text AS none } >> fail 'is {$j.a[0].b}, {$x.n}, {$x.none?}, {$t?}, {$j.nothing?}, {{$j} it''s' code 'no' }`);
    const run = await engine.run('accepted');
    expect(run.error).toMatchObject({ code: 'no', message: "is x, 1.50, , , , {$j} it's" });
  });
});
