import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';
import { NOT_NULL_VALUES, TYPE_VALUES, VALUES_SCHEMA } from './type-values.ts';

interface Case {
  readonly id: number;
  readonly type: string;
  readonly edges: readonly string[];
  readonly values: fc.Arbitrary<string | null>;
}

function casesFor(major: number): readonly Case[] {
  const nullable = TYPE_VALUES.filter(({ since = 0 }) => since <= major);
  return [...nullable, ...NOT_NULL_VALUES].map(({ type, edges, any }, id) => {
    const values = any === undefined ? fc.constantFrom(...edges) : fc.oneof(fc.constantFrom(...edges), any);
    return { id, type, edges, values: nullable.some((one) => one.type === type) ? fc.option(values, { freq: 6 }) : values };
  });
}

/**
 * One flow per type. Values are compared by the bytes that their type sends, which tell apart all that equality does not:
 * -0 and 0, trailing zeros and blanks, bounds of arrays.
 */
function flowOf({ id, type }: Case, send: string): string {
  // Of a domain the protocol names only the type below it.
  const written = (columns: string) => (/^kinds\.(positive|code|list|filled)$/.test(type) ? ` (${columns}v ${type})` : '');
  const check = (how: string) => `
    sql { INSERT INTO seen SELECT '${how}', b.ord, ${send}(b.v) IS NOT DISTINCT FROM ${send}(t.v), pg_typeof(b.v) = pg_typeof(t.v) FROM $b.* JOIN v${id} t ON t.ord = b.ord }
    >> sql { INSERT INTO seen SELECT '${how} one', 1, ${send}($one.v?) IS NOT DISTINCT FROM ${send}(t.v), pg_typeof($one.v?) = pg_typeof(t.v) FROM v${id} t WHERE ord = 1 }`;
  return `flow type_${id} (n int) {
    bind b${written('ord int, ')} = sql { SELECT ord, v FROM v${id} WHERE ord <= $n ORDER BY ord } >> bind one${written('')} = sql { SELECT v FROM v${id} WHERE ord = 1 }
    >> ${check('in one slice')} >> ( sleep 1s & sleep 1s ) >> ${check('after a sleep')} }
  flow result_${id} { return sql { SELECT v FROM v${id} ORDER BY ord } }`;
}

describe.each(MAJORS)('values on Postgres %i', (major) => {
  let db: EngineDatabase;
  let cases = casesFor(major);
  beforeAll(async () => {
    db = await engineDatabase(major, `${VALUES_SCHEMA} CREATE TABLE seen (how text, ord int, same boolean, type boolean)`, 1);
    const tables = cases.map(({ id, type }) => `CREATE TABLE v${id} (ord int, v ${type});`);
    await db.database.script(tables.join('\n'));
    const [xml] = await db.rows("SELECT count(*) FROM pg_proc WHERE proname = 'xml_is_well_formed'");
    if (xml?.[0] === '0') cases = cases.filter(({ type }) => type !== 'xml');
    const sends = await db.rows(
      `SELECT c.relname, coalesce(nullif(t.typsend::oid, 0), b.typsend::oid)::regproc::text
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
        WHERE a.attname = 'v' AND c.relname ~ '^v[0-9]+$'`,
    );
    const sendOf = new Map(sends.map(([table, send]) => [table, send as string]));
    await db.deploy(cases.map((one) => flowOf(one, sendOf.get(`v${one.id}`) as string)).join('\n'));
  }, 120_000);
  afterAll(() => db.drop());

  /** Each value as the input function of its type reads it. */
  const fill = ({ id, type }: Pick<Case, 'id' | 'type'>, values: readonly (string | null)[]) =>
    db.database.query(
      `WITH gone AS (DELETE FROM v${id}), forgotten AS (DELETE FROM seen)
       INSERT INTO v${id} SELECT e.ord, x.v FROM json_array_elements($1::json) WITH ORDINALITY e(j, ord), json_to_record(json_build_object('v', e.j)) AS x(v ${type})`,
      [JSON.stringify(values)],
    );

  /** Puts the values into the table of their type and runs the flow: what was not the same. */
  const changed = async ({ id, type }: Case, values: readonly (string | null)[]) => {
    await fill({ id, type }, values);
    const run = await db.run(`type_${id}`, { n: values.length });
    await db.database.query("SELECT pgdurable.set_clock(pgdurable.now() + interval '1 s')");
    await db.drain();
    const ended = await db.read(run.id);
    if (ended.status !== 'completed') return JSON.stringify(ended.error);
    const expected = values.length === 0 ? 0 : 2 * (values.length + 1);
    const seen = await db.rows('SELECT how, ord, same, type FROM seen');
    if (seen.length !== expected) return `${seen.length} rows where ${expected} were expected`;
    return seen
      .filter(([, , same, right]) => same !== 'true' || right !== 'true')
      .map(([how, ord]) => `${how}: ${values[Number(ord) - 1]}`)
      .join('; ');
  };

  it.each(casesFor(major).map((one) => [one.type, one] as const))('%s keeps its edge values and NULL', async (_, one) => {
    const nullable = !NOT_NULL_VALUES.some(({ type }) => type === one.type);
    expect(await changed(one, [...one.edges, ...(nullable ? [null] : [])])).toBe('');
    for (const value of nullable ? [null, one.edges[0] as string] : []) expect(await changed(one, [value])).toBe('');
  });

  it('any type keeps any values, whether there is no row, one, two or many', async () => {
    const lists = fc
      .constantFrom(...cases)
      .chain((one) =>
        fc
          .oneof(...[0, 1, 2, 40].map((count) => fc.array(one.values, { minLength: count, maxLength: count })))
          .map((values) => ({ one, values })),
      );
    await fc.assert(
      fc.asyncProperty(lists, async ({ one, values }) => {
        expect(`${one.type}: ${await changed(one, values)}`).toBe(`${one.type}: `);
      }),
      { numRuns: Number(process.env.VALUES_RUNS ?? 60), endOnFailure: true },
    );
  }, 120_000);

  it('every type can be the result of a run', async () => {
    for (const { id, type, edges } of cases) {
      await fill({ id, type }, edges);
      const run = await db.run(`result_${id}`);
      expect(run, type).toMatchObject({ status: 'completed' });
      expect(
        await db.value(`SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('v', v) ORDER BY ord), '[]') FROM v${id}) = $1::jsonb`, [
          run.result,
        ]),
        type,
      ).toBe('true');
    }
  });
});
