import type { Session } from '../../src/db/index.ts';

/**
 * What the engine installs, as text that reads the same on every version of Postgres: tables with their columns and
 * constraints, indexes, types, views, functions and how they run (their bodies are files), and rights.
 */
export async function dumpSchema(session: Session): Promise<string> {
  const parts: string[] = [];
  for (const [title, sql] of sections) {
    const rows = await session.query<{ line: string }>(sql);
    parts.push(`-- ${title}`, ...rows.map((row) => row.line), '');
  }
  return parts.join('\n');
}

const sections: readonly (readonly [string, string])[] = [
  [
    'Tables. Weekly partitions are left out: their names depend on the day.',
    `SELECT format('%s %s%s%s', c.relname, a.attname, ' ' || format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
              || CASE a.attidentity WHEN 'a' THEN ' identity' ELSE '' END
              || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) AS line
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relnamespace = 'pgdurable'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      ORDER BY c.relname COLLATE "C", a.attnum`,
  ],
  [
    'Storage and partitioning',
    `SELECT format('%s %s %s', c.relname, pg_get_partkeydef(c.oid), array_to_string(c.reloptions, ' ')) AS line
       FROM pg_class c
      WHERE c.relnamespace = 'pgdurable'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND (c.reloptions IS NOT NULL OR c.relkind = 'p')
      ORDER BY c.relname COLLATE "C"`,
  ],
  [
    'Constraints',
    `SELECT format('%s %s', c.relname, pg_get_constraintdef(k.oid)) AS line
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
      WHERE c.relnamespace = 'pgdurable'::regnamespace AND NOT c.relispartition AND k.contype IN ('p', 'u', 'f', 'c')
      ORDER BY c.relname COLLATE "C", pg_get_constraintdef(k.oid) COLLATE "C"`,
  ],
  [
    'Indexes',
    `SELECT pg_get_indexdef(i.indexrelid) AS line
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      WHERE c.relnamespace = 'pgdurable'::regnamespace AND NOT c.relispartition
      ORDER BY pg_get_indexdef(i.indexrelid) COLLATE "C"`,
  ],
  [
    'Types',
    `SELECT format('%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)) AS line
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relnamespace = 'pgdurable'::regnamespace AND c.relkind = 'c'
      ORDER BY c.relname COLLATE "C", a.attnum`,
  ],
  [
    'Views',
    `SELECT format('%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)) AS line
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relnamespace = 'pgdurable'::regnamespace AND c.relkind = 'v'
      ORDER BY c.relname COLLATE "C", a.attnum`,
  ],
  [
    'Functions',
    `SELECT format('%s(%s) %s %s%s%s', p.proname, pg_get_function_arguments(p.oid),
              CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'returns ' || pg_get_function_result(p.oid) END,
              CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
              CASE WHEN p.prosecdef THEN ' security definer' ELSE '' END,
              coalesce(' set ' || array_to_string(p.proconfig, ' set '), '')) AS line
       FROM pg_proc p
      WHERE p.pronamespace = 'pgdurable'::regnamespace
      ORDER BY p.proname COLLATE "C", pg_get_function_arguments(p.oid) COLLATE "C"`,
  ],
  [
    'Rights of the roles, and of everybody',
    `SELECT line FROM (
       SELECT format('%s %s %s', r.name, 'execute', p.proname) AS line
         FROM pg_proc p CROSS JOIN (VALUES ('pgdurable_client'), ('pgdurable_runner'), ('public')) r(name)
        WHERE p.pronamespace = 'pgdurable'::regnamespace AND has_function_privilege(r.name, p.oid, 'execute')
       UNION ALL
       SELECT format('%s %s %s', r.name, lower(v.privilege), c.relname)
         FROM pg_class c CROSS JOIN (VALUES ('pgdurable_client'), ('pgdurable_runner'), ('public')) r(name)
        CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) v(privilege)
        WHERE c.relnamespace = 'pgdurable'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
          AND has_table_privilege(r.name, c.oid, v.privilege)
     ) rights ORDER BY line COLLATE "C"`,
  ],
];
