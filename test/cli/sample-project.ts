import { temporaryDirectory } from '../project/temporary-directory.ts';

export const schema = `CREATE TABLE ledger (run uuid, step text, at timestamptz DEFAULT clock_timestamp());
CREATE TABLE side (run uuid, step text);
CREATE TABLE big (id bigint PRIMARY KEY, amount numeric, note jsonb);
`;

const flows: Readonly<Record<string, string>> = {
  'flows/exact.dflow': `-- Gives back what it was given, exactly.
flow exact (id bigint, amount numeric(20,4) default 1.5, note jsonb default '{}', tags text[] default '{}')
{
  bind row = sql { INSERT INTO big VALUES ($id, $amount, $note) RETURNING id, amount, note }
  >> return sql { SELECT $row.id AS id, $row.amount AS amount, $row.note AS note, cardinality($tags) AS tags }
}
`,
  'flows/work.dflow': `flow parallel_work ()
{
  first: sql { INSERT INTO ledger (run, step) VALUES ($run.id, 'first') }
  >> ( left: sql { INSERT INTO ledger (run, step) VALUES ($run.id, 'left') }
     & right: sql { INSERT INTO side (run, step) VALUES ($run.id, 'right') } )
  >> last: sql { INSERT INTO ledger (run, step) VALUES ($run.id, 'last') }
}

flow failing (why text)
{
  sql { INSERT INTO ledger (run, step) VALUES ($run.id, 'before') }
  >> fail 'no: {$why}' code 'refused'
}

flow sleeper () { sleep 1h }

flow keyed (name text) key ($name) { sleep 1h }
`,
};

/** A project with a few flows, in a directory that is gone after the test, or when `end` says. */
export function sampleProject(more: Readonly<Record<string, string>> = {}, end?: (remove: () => void) => void): string {
  return temporaryDirectory({ 'pgdurable.toml': '', 'db/schema.sql': schema, ...flows, ...more }, end);
}
