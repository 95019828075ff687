import { scanSql } from '../../src/sql/scan.ts';

/** A place where SQL of the engine breaks one of the six rules that let the same SQL run on distributed Postgres. */
export interface Breach {
  readonly rule: string;
  readonly statement: string;
}

/** Central tables, one for all parts: locked and changed in one place. */
const CENTRAL = ['config', 'flow', 'flow_version', 'node', 'edge', 'schedule', 'slow', 'idle', 'batch_licence'];
const VOLATILE = /\b(now|clock_timestamp|random|gen_random_uuid|statement_timestamp|timeofday|new_run_id)\s*\(/;

/** What a text of SQL or PL/pgSQL breaks. Reads statements, those inside function bodies included, by their words. */
export function breachesOf(text: string): readonly Breach[] {
  return statementsOf(text).flatMap((statement) => {
    const sql = withoutStrings(statement);
    return rules.filter(({ breaks }) => breaks(sql)).map(({ rule }) => ({ rule, statement: statement.trim() }));
  });
}

const rules: readonly { readonly rule: string; readonly breaks: (sql: string) => boolean }[] = [
  {
    rule: 'a table that grows has `part` first in its primary key and unique indexes',
    breaks: (sql) => {
      const table = /create table (?:if not exists )?pgdurable\.(\w+)/.exec(sql)?.[1];
      if (table === undefined || CENTRAL.includes(table)) return /create unique index .*\((?!\s*part\b)/s.test(sql);
      const keys = [...sql.matchAll(/(?:primary key|unique)\s*\(([^)]*)\)/g)].map(([, columns = '']) => columns);
      return !/\bpart smallint not null\b/.test(sql) || keys.length === 0 || keys.some((columns) => !/^\s*part\b/.test(columns))
        ? !isPartitioned(sql)
        : false;
    },
  },
  {
    rule: 'a foreign key of a table that grows begins with `part`',
    breaks: (sql) => /create table/.test(sql) && /\bpart smallint\b/.test(sql) && /\breferences\b/.test(sql),
  },
  {
    rule: 'a locking SELECT has `part = <one value>`',
    breaks: (sql) => /\bfor (no key )?(update|share)\b/.test(sql) && locksGrowing(sql) && !/\bpart = (p_part|v_part|t\.part)\b/.test(sql),
  },
  { rule: 'no volatile function in an UPDATE', breaks: (sql) => changes(sql).some((change) => VOLATILE.test(change)) },
  { rule: 'no trigger', breaks: (sql) => /create (or replace )?(constraint )?trigger\b|returns trigger\b/.test(sql) },
  { rule: 'no MERGE', breaks: (sql) => /^\s*merge into\b/m.test(sql) },
  { rule: 'no WHERE CURRENT OF', breaks: (sql) => /\bcurrent of\b/.test(sql) },
  { rule: 'no int4 sequence', breaks: (sql) => /\b(small)?serial\b|\bint(eger|4)? generated\b/.test(sql) },
  { rule: 'no default partition', breaks: (sql) => /partition of .* default\b/s.test(sql) },
  {
    rule: 'tables are named with their schema',
    breaks: (sql) =>
      /\b(from|join|update|insert into|delete from)\s+(token|done|history|inbox|binding|live_key|slot|slot_wait|flow|flow_version|node|edge|schedule|schedule_fire|config|slow|idle|batch_licence)\b(?!\s*\()/.test(
        sql,
      ),
  },
];

/** The key of `history` would have to hold the time, and nothing looks for one row of it. */
function isPartitioned(sql: string): boolean {
  return /partition by range/.test(sql) && /\bpart smallint not null\b/.test(sql);
}

function locksGrowing(sql: string): boolean {
  const tables = [...sql.matchAll(/\bfrom pgdurable\.(\w+)\b(?!\s*\()/g)].map(([, table = '']) => table);
  return tables.some((table) => !CENTRAL.includes(table));
}

/** The texts of UPDATE .. SET of engine tables, and of DO UPDATE SET: to the end of the statement. */
function changes(sql: string): readonly string[] {
  return [...sql.matchAll(/(?:\bupdate pgdurable\.\w+\b|\bdo update set\b)[\s\S]*/g)].map(([text]) => text);
}

/** Statements between semicolons; a function's body is taken apart as well. */
function statementsOf(text: string): readonly string[] {
  const { tokens, statements } = scanSql(text);
  return statements.flatMap(({ start, end }) => {
    const statement = text.slice(start, end);
    const bodies = tokens
      .filter((token) => token.kind === 'string' && token.start >= start && token.end <= end && text[token.start] === '$')
      .map((token) => text.slice(token.start, token.end).replace(/^\$\w*\$|\$\w*\$$/g, ''));
    return bodies.length === 0 ? [statement] : [statement, ...bodies.flatMap(statementsOf)];
  });
}

/** Lower case, without comments and the contents of strings, so that words in them mean nothing. */
function withoutStrings(statement: string): string {
  let out = '';
  let at = 0;
  for (const token of scanSql(statement).tokens) {
    if (token.kind !== 'string' && token.kind !== 'comment') continue;
    out += `${statement.slice(at, token.start)} '' `;
    at = token.end;
  }
  return (out + statement.slice(at)).toLowerCase();
}
