import type pg from 'pg';
import type { TypeInfo, TypeText } from '../sql/judge.ts';
import { parseAndDescribe } from './extended-protocol.ts';

/** Types by name and by number, as one connection sees them. What it knows is true until a statement may have changed a type. */
export interface TypeNames {
  /** The number of a type; throws the server's error when there is none. */
  oid(name: TypeText): Promise<number>;
  print(types: readonly { readonly oid: number; readonly modifier: number }[]): Promise<readonly TypeText[]>;
  resolve(name: TypeText): Promise<TypeInfo>;
  forget(): void;
}

/** `format_type` leaves out the schema of what the search_path finds; here every type is named in full. */
const FULL_NAME = `
  CREATE OR REPLACE FUNCTION pg_temp.full_type_name(type oid, modifier int) RETURNS text
    LANGUAGE sql STABLE SET search_path = '' AS 'SELECT pg_catalog.format_type($1, $2)'`;

const DESCRIBE_TYPE = `
  WITH RECURSIVE below AS (
    SELECT oid, typbasetype, typtypmod, 0 AS depth FROM pg_catalog.pg_type WHERE oid = $1::oid AND typtype = 'd'
    UNION ALL
    SELECT t.oid, t.typbasetype, t.typtypmod, b.depth + 1
      FROM below b JOIN pg_catalog.pg_type t ON t.oid = b.typbasetype AND t.typtype = 'd'
  )
  SELECT pg_temp.full_type_name(t.oid, $2::int) AS name,
         pg_temp.full_type_name(t.oid, -1) AS base,
         t.oid AS oid,
         CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' THEN 'array' ELSE t.typtype::text END AS kind,
         (SELECT pg_temp.full_type_name(typbasetype, typtypmod) FROM below ORDER BY depth DESC LIMIT 1) AS domain_of
    FROM pg_catalog.pg_type t WHERE t.oid = $1::oid`;

const KINDS: Readonly<Record<string, TypeInfo['kind']>> = {
  array: 'array',
  b: 'base',
  c: 'composite',
  d: 'domain',
  e: 'enum',
  m: 'multirange',
  p: 'pseudo',
  r: 'range',
};

export async function createTypeNames(client: pg.Client): Promise<TypeNames> {
  await client.query(FULL_NAME);
  const oids = new Map<TypeText, number>();
  const printed = new Map<string, TypeText>();

  async function oid(name: TypeText): Promise<number> {
    const known = oids.get(name);
    if (known !== undefined) return known;
    const { rows } = await client.query<{ oid: number }>('SELECT $1::regtype::oid AS oid', [name]);
    const found = (rows[0] as { oid: number }).oid;
    oids.set(name, found);
    return found;
  }

  return {
    oid,
    async print(types) {
      const keys = types.map((type) => `${type.oid} ${type.modifier}`);
      const missing = types.filter((_, at) => !printed.has(keys[at] as string));
      if (missing.length > 0) {
        const { rows } = await client.query<{ key: string; name: string }>(
          `SELECT oid || ' ' || modifier AS key, pg_temp.full_type_name(oid, modifier) AS name
             FROM unnest($1::oid[], $2::int[]) AS wanted(oid, modifier)`,
          [missing.map((type) => type.oid), missing.map((type) => type.modifier)],
        );
        for (const row of rows) printed.set(row.key, row.name);
      }
      return keys.map((key) => printed.get(key) as string);
    },
    async resolve(name) {
      const number = await oid(name);
      // regtype drops the modifier; a cast keeps it. The name is known to be nothing but a type by now, and nothing is run.
      const cast = await parseAndDescribe(client, `SELECT NULL::${name}`, []);
      // Of a domain the protocol tells the type below it; the domain itself takes no modifier.
      const modifier = cast?.[0]?.dataTypeID === number ? cast[0].dataTypeModifier : -1;
      const { rows } = await client.query(DESCRIBE_TYPE, [number, modifier]);
      const row = rows[0] as { name: string; base: string; oid: number; kind: string; domain_of: string | null };
      return { name: row.name, base: row.base, oid: row.oid, kind: KINDS[row.kind] as TypeInfo['kind'], domainOf: row.domain_of };
    },
    forget() {
      oids.clear();
      printed.clear();
    },
  };
}
