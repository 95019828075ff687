import { createHash } from 'node:crypto';
import { type Database, type Session, withoutPsqlGuards } from '../db/index.ts';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import type { SourceFile } from '../source/index.ts';

/**
 * Brings the schema files of the project into its embedded database: each once, in order, all of them or none. The value
 * is the files that were new. A database of one's own is never touched so: its schema has its own tools.
 */
export async function applySchema(
  database: Database,
  schema: readonly SourceFile[],
  where: string,
): Promise<Phase<readonly string[] | null>> {
  try {
    return await database.transaction((session) => applyNew(session, schema, where));
  } catch (error) {
    // Thrown only to have the transaction rolled back.
    if (error instanceof Rejected) return { value: null, diagnostics: [error.diagnostic] };
    throw error;
  }
}

class Rejected extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

const PREPARE = `
  SELECT pg_advisory_xact_lock(hashtext('pgdurable.schema'));
  CREATE SCHEMA IF NOT EXISTS pgdurable_project;
  CREATE TABLE IF NOT EXISTS pgdurable_project.schema_file (
    path text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`;

async function applyNew(session: Session, schema: readonly SourceFile[], where: string): Promise<Phase<readonly string[]>> {
  await session.query(PREPARE);
  const rows = await session.query<{ path: string; sha256: string }>('SELECT path, sha256 FROM pgdurable_project.schema_file');
  const applied = new Map(rows.map(({ path, sha256 }) => [path, sha256]));
  const value: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { path, text } of schema) {
    const hash = createHash('sha256').update(text).digest('hex');
    const before = applied.get(path);
    if (before === undefined) {
      const result = await session.script(withoutPsqlGuards(text.replace(/^\uFEFF/, '')));
      if (!result.ok) throw new Rejected(diagnose('schema-drift', null, { where, path, problem: result.error.message }));
      // A dump leaves the search_path empty; the next file expects what a new session has.
      await session.query('RESET ALL');
      await session.query('INSERT INTO pgdurable_project.schema_file (path, sha256) VALUES ($1, $2)', [path, hash]);
      value.push(path);
    } else if (before !== hash) {
      diagnostics.push(diagnose('schema-changed', null, { path }));
    }
  }
  return { value, diagnostics };
}
