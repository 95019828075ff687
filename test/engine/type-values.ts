import fc from 'fast-check';

/** A type as a schema writes it, and texts of its values: those at its edges, and any. */
export interface TypeValues {
  readonly type: string;
  readonly edges: readonly string[];
  readonly any?: fc.Arbitrary<string>;
  /** The first major version that reads these values. */
  readonly since?: number;
}

export const VALUES_SCHEMA = `
  CREATE SCHEMA kinds;
  CREATE TYPE kinds.mood AS ENUM ('sad', 'so-so', 'it''s "ok", {really}', '');
  CREATE TYPE kinds.pair AS (a int, "the ""b""" text);
  CREATE TYPE kinds.nested AS (p kinds.pair, ps kinds.pair[], n numeric(6,2), m kinds.mood);
  CREATE DOMAIN kinds.positive AS int CHECK (VALUE > 0);
  CREATE DOMAIN kinds.code AS varchar(6) CHECK (VALUE ~ '^[A-Z ]*$');
  CREATE DOMAIN kinds.list AS text[];
  CREATE DOMAIN kinds.filled AS text NOT NULL;
  CREATE TYPE kinds.span AS RANGE (subtype = float8);`;

const int = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(String);
const text = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.replaceAll('\0', ''));
const quoted = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const array = (of: fc.Arbitrary<string>) =>
  fc.array(fc.option(of.map(quoted), { nil: 'NULL' }), { maxLength: 5 }).map((all) => `{${all.join(',')}}`);
const float = fc.double({ noDefaultInfinity: true, noNaN: true }).map(String);
const decimal = fc.tuple(fc.boolean(), int(0n, 10n ** 30n), fc.nat(12)).map(([minus, digits, scale]) => {
  const all = digits.padStart(scale + 1, '0');
  return `${minus ? '-' : ''}${all.slice(0, all.length - scale)}${scale > 0 ? `.${all.slice(-scale)}` : ''}`;
});
const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString());
const json = fc.json();
const bits = (max: number, min = 0) => fc.array(fc.constantFrom('0', '1'), { minLength: min, maxLength: max }).map((all) => all.join(''));

export const TYPE_VALUES: readonly TypeValues[] = [
  { type: 'boolean', edges: ['t', 'f'] },
  { type: 'smallint', edges: ['-32768', '32767', '0'], any: int(-32768n, 32767n) },
  { type: 'integer', edges: ['-2147483648', '2147483647'], any: int(-(2n ** 31n), 2n ** 31n - 1n) },
  { type: 'bigint', edges: ['-9223372036854775808', '9223372036854775807', '9007199254740993'], any: int(-(2n ** 63n), 2n ** 63n - 1n) },
  {
    type: 'numeric',
    edges: ['NaN', 'Infinity', '-Infinity', '0.000', '-0.10', '1e-300', '1e300', `${'9'.repeat(200)}.${'1'.repeat(200)}`],
    any: decimal,
  },
  { type: 'numeric(12,3)', edges: ['NaN', '999999999.999', '0', '-0.001'] },
  { type: 'real', edges: ['NaN', 'Infinity', '-Infinity', '-0', '1e-45', '3.4028235e38', '0.1', '16777217'] },
  { type: 'double precision', edges: ['NaN', 'Infinity', '-Infinity', '-0', '5e-324', '1.7976931348623157e308', '0.1'], any: float },
  { type: 'money', edges: ['-92233720368547758.08', '92233720368547758.07', '0.01', '-1.5'] },
  {
    type: 'text',
    edges: ['', ' ', '\\', '\\N', 'NULL', "'", '"', '{}', '$1', '$$', '\r\n\t', '\u{10ffff}', "it's {a,b} (c) \\x"],
    any: text,
  },
  { type: 'character varying(5)', edges: ['', 'a    ', 'éàü\u{1f600}x'] },
  { type: 'character varying', edges: ['', '   '], any: text },
  { type: 'character(5)', edges: ['', 'a', 'ab   ', '     '] },
  { type: 'bpchar', edges: ['a', 'a  ', ''] },
  { type: '"char"', edges: ['a', '', '\\', "'", '"'] },
  { type: 'name', edges: ['', 'pg_class', 'n'.repeat(63), 'Q"uo\'te'] },
  {
    type: 'bytea',
    edges: ['', '\\x00', '\\x5c', '\\xdeadbeef00ff', '\\\\000'],
    any: fc.uint8Array({ maxLength: 60 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
  },
  {
    type: 'date',
    edges: ['infinity', '-infinity', '4713-01-01 BC', '5874897-12-31', '2000-02-29', '0001-01-01'],
    any: day.map((value) => value.slice(0, 10)),
  },
  { type: 'time', edges: ['00:00:00', '24:00:00', '23:59:59.999999'] },
  { type: 'time(3)', edges: ['23:59:59.999', '00:00:00.001'] },
  { type: 'time with time zone', edges: ['00:00:00+15:59', '24:00:00-15:59', '12:34:56.789012+05:30'] },
  {
    type: 'timestamp',
    edges: ['infinity', '-infinity', '4713-01-01 00:00:00 BC', '294276-12-31 23:59:59.999999', '2026-03-29 02:30:00'],
    any: day.map((value) => value.slice(0, -1)),
  },
  {
    type: 'timestamp with time zone',
    edges: ['infinity', '-infinity', '4713-01-01 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00', '2026-10-25 02:30:00 Europe/Oslo'],
    any: day,
  },
  { type: 'timestamp(0) with time zone', edges: ['2026-10-25 01:30:00.4+00', 'infinity'] },
  {
    type: 'interval',
    edges: [
      '0',
      '1 year -1 day',
      '-1 year -2 months +3 days -04:05:06.789012',
      '178000000 years',
      '-178000000 years',
      '1 microsecond',
      '1 month',
      '30 days',
      '720 hours',
    ],
  },
  { type: 'interval', edges: ['infinity', '-infinity'], since: 17 },
  { type: 'interval(3)', edges: ['1.2345 s'] },
  { type: 'interval day to second', edges: ['1 day 02:03:04.5'] },
  { type: 'uuid', edges: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'], any: fc.uuid() },
  {
    type: 'json',
    edges: ['{"a": 1,  "a": 2}', ' [1.0, 1e400, "\\u20ac"] ', 'null', '"x"', '{"z":1,"a":{}}', '12345678901234567890.10'],
    any: json,
  },
  { type: 'jsonb', edges: ['{"a": 1, "a": 2}', '[1.0, 1e400]', 'null', '"\\\\ \\" \\u0001"', '[]', '{}', '0.10', '9007199254740993'] },
  { type: 'jsonpath', edges: ['$.a[*] ? (@.b == "x")', 'strict $'] },
  { type: 'inet', edges: ['10.0.0.1', '10.0.0.1/8', '::ffff:1.2.3.4', '::1/128', '0.0.0.0/0'] },
  { type: 'cidr', edges: ['10.0.0.0/8', '10.1.2.3/32', '2001:db8::/32', '0.0.0.0/0'] },
  { type: 'macaddr', edges: ['08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'] },
  { type: 'macaddr8', edges: ['08:00:2b:01:02:03:04:05'] },
  { type: 'bit(5)', edges: ['10110', '00000'], any: bits(5, 5) },
  { type: 'bit varying', edges: ['', '0', '1'.repeat(70)], any: bits(40) },
  { type: 'bit varying(7)', edges: ['', '1010101'] },
  { type: 'point', edges: ['(0.1,-0)', '(NaN,Infinity)', '(1e-300,-1e300)'] },
  { type: 'line', edges: ['{1,-1,0.1}', '[(0,0),(3,1)]'] },
  { type: 'lseg', edges: ['[(0.1,2),(3,4)]'] },
  { type: 'box', edges: ['(3,4),(0.1,2)'] },
  { type: 'path', edges: ['[(0,0),(1,1.1)]', '((0,0),(1,1),(2,0.3))'] },
  { type: 'polygon', edges: ['((0,0),(1,1),(2,0.7))'] },
  { type: 'circle', edges: ['<(0.1,0.2),0.3>'] },
  { type: 'tsvector', edges: ['', "'a b':1A,2B 'c''d':3", "'\\\\'", 'the cat'] },
  { type: 'tsquery', edges: ['', "'a b' & !c:*AB", 'a <-> b <2> c', "( 'it''s' | b ) & c"] },
  { type: 'int4range', edges: ['empty', '(,)', '[1,5)', '(,7]'] },
  { type: 'numrange', edges: ['[1.10,2.200)', '(,NaN]', 'empty'] },
  { type: 'tstzrange', edges: ['["2026-01-01 00:00+00","2026-01-02 12:30:00.5+05:30")', '[,infinity]'] },
  { type: 'daterange', edges: ['[infinity,]', '[2026-01-01,2026-01-05]'] },
  { type: 'kinds.span', edges: ['[-0,0.1]', '(,NaN)'] },
  { type: 'int8multirange', edges: ['{}', '{[1,3),[5,8)}', '{(,)}'] },
  { type: 'datemultirange', edges: ['{[2026-01-01,2026-01-05),[2027-01-01,)}'] },
  { type: 'pg_lsn', edges: ['0/0', 'FFFFFFFF/FFFFFFFF'] },
  { type: 'xid8', edges: ['0', '18446744073709551615'] },
  { type: 'pg_snapshot', edges: ['10:20:10,14,15'] },
  { type: 'oid', edges: ['0', '4294967295'] },
  { type: 'regclass', edges: ['pg_class', 'kinds.pair', '-', '4294967295'] },
  { type: 'regtype', edges: ['integer', 'kinds.mood', 'timestamp with time zone'] },
  { type: 'regprocedure', edges: ['pg_catalog.abs(integer)'] },
  { type: 'tid', edges: ['(0,1)', '(4294967295,65535)'] },
  { type: 'int2vector', edges: ['', '1 2 -3'] },
  {
    type: 'integer[]',
    edges: ['{}', '{NULL}', '[2:3]={1,2}', '{{1,2},{3,4}}', '[0:0][-1:0]={{1,NULL}}', '{{{1}}}'],
    any: array(int(-5n, 5n)),
  },
  { type: 'text[]', edges: ['{}', '{""}', '{NULL,"NULL","null"}', '{"a,b","c\\"d","e\\\\f","{g}"," h "}', '[5:5]={x}'], any: array(text) },
  { type: 'character(3)[]', edges: ['{a,"b  ",NULL}'] },
  { type: 'double precision[]', edges: ['{NaN,-0,Infinity,0.1}'] },
  { type: 'bytea[]', edges: ['{"\\\\x00","\\\\x"}'] },
  { type: 'jsonb[]', edges: ['{"{\\"a\\": [1.0]}",NULL,"null"}'] },
  { type: 'timestamp with time zone[]', edges: ['{"2026-01-01 00:00+00",infinity}'] },
  { type: 'numeric(6,2)[]', edges: ['{1.10,NaN}'] },
  { type: 'kinds.mood', edges: ['sad', 'it\'s "ok", {really}', ''] },
  { type: 'kinds.mood[]', edges: ['{sad,"it\'s \\"ok\\", {really}",""}'] },
  { type: 'kinds.pair', edges: ['(,)', '(1,"")', '(-1,"a,b ""c"" (d) \\\\e")', '(2," x ")'] },
  { type: 'kinds.pair[]', edges: ['{"(1,a)",NULL,"(,)"}', '[3:3]={"(1,\\"x y\\")"}'] },
  { type: 'kinds.nested', edges: ['(,,,)', '("(1,""x """"y"""""")","{""(2,z)"",NULL}",1.50,so-so)'] },
  { type: 'kinds.positive', edges: ['1', '2147483647'] },
  { type: 'kinds.code', edges: ['', 'AB  ', 'ABCDEF'] },
  { type: 'kinds.list', edges: ['{}', '[2:2]={"a b"}'] },
  { type: 'kinds.positive[]', edges: ['{1,2,NULL}'] },
];

/** Types whose values are never NULL. */
export const NOT_NULL_VALUES: readonly TypeValues[] = [{ type: 'kinds.filled', edges: ['', 'x'] }];
