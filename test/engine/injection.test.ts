import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE arrived (way text NOT NULL, value text NOT NULL);
  CREATE TABLE precious (n int);
  INSERT INTO precious VALUES (1);`;

/** The same text along every way that a value can take: in a slice, over a checkpoint, through a relation, as a condition. */
const FLOWS = `
flow arrive (v text) {
  sql { INSERT INTO arrived VALUES ('parameter', $v) }
  >> bind one = sql { SELECT $v AS v }
  >> sql { INSERT INTO arrived VALUES ('binding', $one.v) }
  >> sleep 1s
  >> sql { INSERT INTO arrived VALUES ('checkpoint', $one.v) }
  >> sql { INSERT INTO arrived SELECT 'relation', v FROM $one.* }
  >> when ($one.v = $v) { sql { INSERT INTO arrived VALUES ('condition', $v) } }
  >> ( sql { INSERT INTO arrived VALUES ('branch', $one.v) } & sleep 1s )
  >> return sql { SELECT $one.v AS v }
}
flow complain (v text) { fail '{$v}' code 'complaint' }`;

const CORPUS: Record<string, string> = {
  quotes: `it's "quoted" ''twice'' and \`ticked\``,
  'dollar quotes': '$$ $pgdurable$ $pgdurable1$ $x$ $1 $v $v.x $v.* {$v} {{',
  backslashes: String.raw`\ \\ \' \" \n \x41 \u0041 E'\''`,
  statements: `'; DROP TABLE precious; --`,
  'more statements': `1); DELETE FROM precious; /* $$; DROP TABLE precious; $$`,
  'statements in a body': `$pgdurable$; DROP TABLE precious; DO $pgdurable$`,
  'line ends': 'one\r\ntwo\rthree\n\tfour\u2028five',
  'other scripts': 'Ærøskøbing 東京 עברית 👩‍👩‍👧 \u0301 \u{10FFFF}',
  'format signs': '%s %I %L %% %1$s :name ? ?? @> #>>',
  braces: '{"a": [1, 2]} {} }{ {secret.X} {hmac.X}',
  'looks like an array': '{a,"b,c",NULL}',
  'looks like a row': '(1,"two",)',
  'blank signs': '  \t leading and trailing \t  ',
  nothing: '',
  'the word NULL': 'NULL',
  'a megabyte': `${"x'\\$".repeat(262_143)}end`,
};

describe.each(MAJORS)('hostile values on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());

  it.each(Object.entries(CORPUS))('%s arrive byte for byte on every way', async (_, value) => {
    await db.database.query('TRUNCATE arrived');
    const run = await db.start('arrive', { v: value }, { key: value.slice(0, 200), label: value });
    await db.drain();
    await db.later('2 s');
    await db.drain();
    await db.later('2 s');
    await db.drain();
    const found = await db.read(run);
    expect(found).toMatchObject({ status: 'completed', label: value, key: value.slice(0, 200) });
    expect(JSON.parse(found.result as string)).toEqual([{ v: value }]);
    expect(JSON.parse(found.params)).toEqual({ v: value });
    const wrong = await db.rows('SELECT way FROM arrived WHERE convert_to(value, $2) <> convert_to($1, $2)', [value, 'UTF8']);
    expect(wrong).toEqual([]);
    expect(await db.value('SELECT count(*) FROM arrived')).toBe('6');
    expect(await db.value('SELECT count(*) FROM precious')).toBe('1');
  });

  it.each(Object.entries(CORPUS))('%s in the message of a failure are only text', async (_, value) => {
    const { status, error } = await db.run('complain', { v: value });
    expect(status).toBe('failed');
    expect(error).toMatchObject({ code: 'complaint', message: value });
    expect(await db.value('SELECT count(*) FROM precious')).toBe('1');
  });

  it('a NUL, which no text of Postgres can hold, is refused at the start', async () => {
    await expect(db.start('arrive', { v: 'a\u0000b' })).rejects.toThrow(/\\u0000|unsupported Unicode/i);
  });
});
