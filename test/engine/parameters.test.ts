import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE SCHEMA shop;
  CREATE TYPE shop.mood AS ENUM ('sad', 'so "so"', 'happy');
  CREATE TYPE shop.point3 AS (x int, "the y" numeric(6,2), tags text[]);
  CREATE DOMAIN shop.positive AS int NOT NULL CHECK (VALUE > 0);
  CREATE DOMAIN shop.short AS varchar(5);
  CREATE SEQUENCE shop.calls;
  CREATE TABLE shop.divisor AS SELECT 1 AS d;
  CREATE FUNCTION shop.one_over() RETURNS int LANGUAGE sql AS 'SELECT 1 / d FROM shop.divisor';`;

const FLOWS = `
flow scalars (i int, b bigint, n numeric, n2 numeric(6,2), v varchar(5), c char(4), f float8, t text, ok boolean, u uuid, at timestamptz, d date, iv interval, bt bytea) {
  sleep 1s
  >> return sql { SELECT $i AS i, $b AS b, $n AS n, $n2 AS n2, $v AS v, $c || '|' AS c, $f AS f, $t AS t, $ok AS ok, $u AS u, $at::text AS at, $d::text AS d, $iv::text AS iv, encode($bt, 'hex') AS bt }
}
flow compounds (m shop.mood, p shop.point3, ps shop.point3[], pos shop.positive, s shop.short, a int[], a2 text[], j jsonb, js json) {
  sleep 1s
  >> return sql { SELECT $m::text AS m, ($p).x AS x, ($p)."the y" AS y, ($p).tags[2] AS tag, ($ps)[2].x AS x2, $pos AS pos, pg_typeof($pos)::text AS pos_type, $s AS s,
                         $a[2] AS a, $a2::text AS a2, $j AS j, $js ->> 'k' AS js }
}
flow optional (a int default 1 + 1, b text default 'it''s', c timestamptz default clock_timestamp(), d int default nextval('shop.calls')::int, e shop.positive default 7, f jsonb default '{"x": [1]}', g int[] default '{1,2}') {
  sleep 1s >> return sql { SELECT $a AS a, $b AS b, $c <= $run.started_at AS c, $d AS d, $e AS e, $f AS f, $g[2] AS g }
}
flow nothing { sql { SELECT 1 } }
flow bad_default (a int default shop.one_over(), b int default 2) { sql { SELECT $a } }
flow one_int (n int) { sql { SELECT $n } }
flow one_json (j jsonb) returns (kind text, isnull boolean) { sleep 1s >> return sql { SELECT jsonb_typeof($j) AS kind, $j IS NULL AS isnull } }
flow one_domain (p shop.positive) { sql { SELECT $p } }
flow one_varchar (v varchar(3)) { sql { SELECT $v } }
flow one_numeric (n numeric(5,2)) returns (t text) { return sql { SELECT $n::text AS t } }`;

describe.each(MAJORS)('parameters on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA, 1);
    await db.deploy(FLOWS);
    // The check of the flows has evaluated the defaults.
    await db.database.query('ALTER SEQUENCE shop.calls RESTART');
  });
  afterAll(() => db.drop());

  const refused = async (flow: string, params: unknown) => {
    const error = await db.start(flow, params).then(
      () => null,
      (thrown: { code: string; message: string }) => thrown,
    );
    return error === null ? null : [error.code, error.message];
  };
  const result = async (flow: string, params: unknown) => {
    const { id } = await db.run(flow, params);
    await db.later('1 s');
    await db.drain();
    return (await db.read(id)).result;
  };

  it('of built-in types arrive exactly, with their modifiers', async () => {
    const params = `{"i": -2147483648, "b": 9007199254740993, "n": 12345678901234567890.12345678901234567890, "n2": 1234.565, "v": "abcde", "c": "ab", "f": 0.1,
      "t": "it's \\"$$\\" \\\\ \\u20ac", "ok": true, "u": "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "at": "2026-03-29T02:30:00+01:00", "d": "0044-03-15 BC", "iv": "1 year -3 days 04:05:06.789", "bt": "\\\\x00ff"}`;
    const [row] = JSON.parse((await result('scalars', params)) ?? '[]') as [Record<string, unknown>];
    expect(row).toMatchObject({ i: -2147483648, v: 'abcde', c: 'ab|', f: 0.1, t: 'it\'s "$$" \\ €', ok: true });
    expect(row).toMatchObject({
      u: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      at: '2026-03-29 01:30:00+00',
      d: '0044-03-15 BC',
      iv: '1 year -3 days +04:05:06.789',
      bt: '00ff',
    });
    const text = (await db.rows("SELECT result::text FROM pgdurable.runs WHERE flow = 'scalars'")).flat()[0];
    expect(text).toContain('"b": 9007199254740993');
    expect(text).toContain('"n": 12345678901234567890.12345678901234567890');
    expect(text).toContain('"n2": 1234.57');
  });

  it('of arrays, composites, enums, domains and JSON arrive as they are', async () => {
    const params = {
      m: 'so "so"',
      p: { x: 1, 'the y': 2.345, tags: ['a', 'b,"c"'] },
      ps: [null, { x: 5 }],
      pos: 3,
      s: 'abcde',
      a: [1, null],
      a2: [
        ['x', 'y'],
        ['{', null],
      ],
      j: { deep: [1.1, { n: 12 }] },
      js: { k: 'v' },
    };
    expect(JSON.parse((await result('compounds', params)) ?? '[]')).toEqual([
      {
        m: 'so "so"',
        x: 1,
        y: 2.35,
        tag: 'b,"c"',
        x2: 5,
        pos: 3,
        pos_type: 'shop.positive',
        s: 'abcde',
        a: null,
        a2: '{{x,y},{"{",NULL}}',
        j: { deep: [1.1, { n: 12 }] },
        js: 'v',
      },
    ]);
  });

  it('that are NULL are NULL', async () => {
    const none = { m: null, p: null, ps: null, pos: 1, s: null, a: null, a2: null, j: null, js: null };
    expect(JSON.parse((await result('compounds', none)) ?? '[]')).toEqual([
      { m: null, x: null, y: null, tag: null, x2: null, pos: 1, pos_type: 'shop.positive', s: null, a: null, a2: null, j: null, js: null },
    ]);
    expect(await result('one_json', '{"j": null}')).toBe('[{"kind": null, "isnull": true}]');
    expect(await result('one_json', '{"j": "null"}')).toBe('[{"kind": "string", "isnull": false}]');
    expect(await result('one_json', '{"j": [null]}')).toBe('[{"kind": "array", "isnull": false}]');
  });

  it('that are left out take their defaults, evaluated once at the start', async () => {
    expect(await result('optional', {})).toBe('[{"a": 2, "b": "it\'s", "c": true, "d": 1, "e": 7, "f": {"x": [1]}, "g": 2}]');
    expect(await result('optional', { d: 9 })).toContain('"d": 9');
    expect(await result('optional', {})).toContain('"d": 2');
  });

  it('that are given as null do not take their defaults', async () => {
    expect(await result('optional', { a: null, b: null })).toContain('"a": null, "b": null');
  });

  it('that are missing are named', async () => {
    expect(await refused('one_int', {})).toEqual(['PD002', 'parameter n of flow one_int is missing']);
  });

  it('that are unknown are named, with those that there are', async () => {
    expect(await refused('one_int', { n: 1, N: 2 })).toEqual(['PD002', 'flow one_int has no parameter "N"']);
    expect(await refused('nothing', { x: 1 })).toEqual(['PD002', 'flow nothing has no parameter x']);
  });

  it('that do not fit their types are named with the reason', async () => {
    expect(await refused('one_int', { n: 'x' })).toEqual([
      'PD002',
      'parameter n of flow one_int: invalid input syntax for type integer: "x"',
    ]);
    expect(await refused('one_int', { n: 1.5 })).toEqual([
      'PD002',
      'parameter n of flow one_int: invalid input syntax for type integer: "1.5"',
    ]);
    expect(await refused('one_int', { n: 2147483648 })).toEqual([
      'PD002',
      'parameter n of flow one_int: value "2147483648" is out of range for type integer',
    ]);
    expect(await refused('one_int', { n: [1] })).toEqual([
      'PD002',
      'parameter n of flow one_int: invalid input syntax for type integer: "[1]"',
    ]);
    expect(await refused('one_domain', { p: 0 })).toEqual([
      'PD002',
      expect.stringContaining('parameter p of flow one_domain: value for domain shop.positive'),
    ]);
    expect(await refused('one_domain', { p: null })).toEqual(['PD002', expect.stringContaining('does not allow null values')]);
    expect(await refused('one_varchar', { v: 'abcd' })).toEqual([
      'PD002',
      'parameter v of flow one_varchar: value too long for type character varying(3)',
    ]);
    expect(await refused('one_numeric', { n: 1000 })).toEqual(['PD002', expect.stringContaining('numeric field overflow')]);
  });

  it('are rounded to their scale, as a column would', async () => {
    expect((await db.run('one_numeric', '{"n": 1.005}')).result).toBe('[{"t": "1.01"}]');
    expect((await db.run('one_numeric', '{"n": "NaN"}')).result).toBe('[{"t": "NaN"}]');
  });

  it('whose default fails say so', async () => {
    await db.database.query('UPDATE shop.divisor SET d = 0');
    expect(await refused('bad_default', {})).toEqual(['PD002', 'parameter a of flow bad_default: division by zero']);
    expect(await refused('bad_default', { a: 1 })).toBeNull();
  });

  it('must be a JSON object', async () => {
    for (const params of ['[]', '1', '"x"', 'null']) expect((await refused('nothing', params))?.[0]).toBe('PD002');
    await expect(db.database.query("SELECT pgdurable.start('nothing', null)")).rejects.toMatchObject({ code: 'PD002' });
  });

  it('larger than 16 MiB are refused', async () => {
    await expect(
      db.database.query(
        `SELECT pgdurable.start('one_json', jsonb_build_object('j', (SELECT jsonb_agg(md5(i::text)) FROM generate_series(1, 600000) i)))`,
      ),
    ).rejects.toMatchObject({ code: 'PD004' });
  });

  it('are shown as they were given', async () => {
    const { id } = await db.run('compounds', { m: 'sad', p: { x: 1 }, ps: [], pos: 1, s: null, a: [1], a2: [], j: { k: 1 }, js: 2 });
    expect(JSON.parse((await db.read(id)).params)).toMatchObject({ m: 'sad', pos: '1', j: { k: 1 } });
  });
});
