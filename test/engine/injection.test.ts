import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

/** Texts that would do harm, or be changed, where a value is spliced into SQL, JSON, a template or a dollar quote. */
const CORPUS: Readonly<Record<string, string>> = {
  'an SQL string that ends': "'; DROP TABLE ledger; --",
  'a comment': "/* ' */ -- ' \n '",
  'dollar quotes': '$$; SELECT 1; $$ $pgdurable$; DROP TABLE ledger; $pgdurable$ $pgdurable1$',
  backslashes: "\\ \\\\ \\' E'\\'' \\x41 \\u0041 %s %I %L",
  references: '$what $run.id {$what} {{ }} {secret.KEY} $1 $b.*',
  'variables of the functions': '"@claim" "$what" $what# "@slice"',
  quotes: `' '' " "" \` ‘’ “”`,
  'line ends': 'a\rb\nc\r\nd\te\u000b\u000c\u0085\u2028\u2029',
  unicode: '😀 e\u0301 \u{10ffff} \ufeff \u200f \ud7ff \ue000 日本語',
  'control characters': Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join(''),
  'composite and array text': '(1,"a ""b""",) {NULL,"x"} [2:3]={1,2}',
  'JSON text': '{"a": "\\u20ac", "b": null} null "x"',
  'nothing but a blank': ' ',
  'the empty text': '',
  'the word NULL': 'NULL',
  'a number with zeros': '007.00',
  'a megabyte': `start ${"it's $$ \\ 😀 ".repeat(65_536)} end`,
};

const FLOWS = `
flow carries (what text, doc jsonb, list text[]) {
  bind b = sql { SELECT $what AS t, $doc AS d, $list AS l }
  >> sql { INSERT INTO ledger (run, place, what) VALUES ($run.id, 'param', $what), ($run.id, 'json', $doc ->> 'k'), ($run.id, 'key of json', (SELECT k FROM jsonb_object_keys($doc) k WHERE k <> 'k')), ($run.id, 'array', $list[1]) }
  >> sql { INSERT INTO ledger (run, place, what) VALUES ($run.id, 'binding', $b.t), ($run.id, 'binding json', $b.d ->> 'k'), ($run.id, 'binding array', $b.l[1]) }
  >> sleep 1s
  >> sql { INSERT INTO ledger (run, place, what) SELECT $run.id, 'later ' || p.place, p.what FROM $b.*, LATERAL (VALUES ('binding', b.t), ('binding json', b.d ->> 'k'), ('binding array', b.l[1]), ('param', $what), ('param array', $list[1]), ('param json', $doc ->> 'k')) p(place, what) }
  >> when ($what = $b.t) { return sql { SELECT $what AS what, $b.d AS doc } }
}
flow keyed (what text) key ($what) once { sleep 1s >> sql { INSERT INTO ledger (run, place, what) VALUES ($run.id, 'key', $run.key) } }
flow fails (what text, doc jsonb) { sleep 1s >> fail '{$what}' }
flow fails_json (what text, doc jsonb) { fail '<{$doc.k}>' }
flow raises (what text) { sql { SELECT raise($what) } }
flow optional (what text default 'it''s \\ $$ {x} "y"', doc jsonb default '{"k": "$pgdurable$"}') { sql { INSERT INTO ledger (run, place, what) VALUES ($run.id, 'default', $what), ($run.id, 'doc', $doc ->> 'k') } }
flow in_text { sql { INSERT INTO ledger (run, place, what) VALUES ($run.id, $$pgdurable 'x' $$, 'a$pgdurable$b'), ($run.id, E'e\\'\\\\', $x$ $$ $x$), ($run.id, U&'\\0441', '"@slice"; -- ') } }
-- A description with $pgdurable$ and ' and \\ in it.
flow described { step: sql { SELECT 1 -- $pgdurable$ ' in a comment
  } }`;

describe.each(MAJORS)('hostile text on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(
      major,
      `CREATE TABLE ledger (run uuid, place text, what text);
       CREATE FUNCTION raise(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING message = t, detail = t, hint = t; END $$`,
      1,
    );
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(() => db.database.query('TRUNCATE ledger'));

  const later = async () => {
    await db.database.query("SELECT pgdurable.set_clock(pgdurable.now() + interval '1 s')");
    await db.drain();
  };
  const ledger = async (run: string) =>
    new Map((await db.rows('SELECT place, what FROM ledger WHERE run = $1', [run])) as [string, string][]);

  describe.each(Object.entries(CORPUS))('%s', (_, what) => {
    it('arrives byte for byte as parameter, binding and result', async () => {
      const { id } = await db.run('carries', { what, doc: { k: what, [`${what} `]: 1 }, list: [what] });
      await later();
      const run = await db.read(id);
      expect(run.status).toBe('completed');
      const seen = await ledger(id);
      expect(seen.size).toBe(13);
      for (const [place, found] of seen) expect(found === (place === 'key of json' ? `${what} ` : what), place).toBe(true);
      expect(JSON.parse(run.result ?? '')).toEqual([{ what, doc: { k: what, [`${what} `]: 1 } }]);
      expect(JSON.parse(run.params)).toMatchObject({ what, doc: { k: what } });
    });

    it('arrives as label and message', async () => {
      const run = await db.start('fails', { what, doc: {} }, { label: what });
      await db.drain();
      await later();
      expect(await db.read(run)).toMatchObject({ status: 'failed', label: what, error: { message: what } });
      const other = await db.run('fails_json', { what: '', doc: { k: what } });
      expect(other.error?.message).toBe(`<${what}>`);
    });

    it('arrives as key, or is refused for its length', async () => {
      if (Buffer.byteLength(what) > 1024) {
        await expect(db.start('keyed', { what })).rejects.toMatchObject({ code: 'PD004' });
        return;
      }
      const { id } = await db.run('keyed', { what });
      expect(await db.start('keyed', { what })).toBe(id);
      await later();
      expect((await ledger(id)).get('key')).toBe(what);
      expect((await db.read(id)).key).toBe(what);
      const given = await db.start('optional', {}, { key: what });
      expect((await db.read(given)).key).toBe(what);
      await db.drain();
    });

    it('arrives in the reason of a cancel and in an error of SQL', async () => {
      const { id } = await db.run('fails', { what: 'x', doc: {} });
      await db.database.query('SELECT pgdurable.cancel($1, $2)', [id, what]);
      await db.drain();
      expect((await db.read(id)).error?.message).toBe(what);
      const raised = await db.run('raises', { what });
      expect(raised.error).toMatchObject({ code: 'P0001', message: what });
    });
  });

  it('in a flow itself means what it means in SQL', async () => {
    const { id } = await db.run('in_text');
    expect(await db.rows('SELECT place, what FROM ledger WHERE run = $1', [id])).toEqual([
      ["pgdurable 'x' ", 'a$pgdurable$b'],
      ["e'\\", ' $$ '],
      ['с', '"@slice"; -- '],
    ]);
    expect((await db.run('described')).status).toBe('completed');
    const { id: defaults } = await db.run('optional');
    expect(await ledger(defaults)).toEqual(
      new Map([
        ['default', 'it\'s \\ $$ {x} "y"'],
        ['doc', '$pgdurable$'],
      ]),
    );
  });

  it('with a zero byte is refused at the start, and nothing is started', async () => {
    const before = await db.value('SELECT count(*) FROM pgdurable.runs');
    await expect(db.start('carries', '{"what": "a\\u0000b", "doc": {}, "list": []}')).rejects.toMatchObject({ code: '22P05' });
    expect(await db.value('SELECT count(*) FROM pgdurable.runs')).toBe(before);
  });

  it('as the name of a flow or a parameter is refused', async () => {
    for (const what of Object.values(CORPUS).filter((one) => one.length < 1000)) {
      await expect(db.start(what)).rejects.toMatchObject({ code: 'PD001' });
      await expect(db.start('described', { [what]: 1 })).rejects.toMatchObject({ code: 'PD002' });
    }
  });
});
