import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { SqlError, SqlJudge } from '../sql/judge.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';
import { scanSql } from '../sql/scan.ts';
import { type ConnectionProblem, openClient } from './connect.ts';
import { createJudge } from './judge.ts';
import { runScript } from './run-script.ts';

/** One file of the user's schema, in the order in which the files apply. */
export interface SchemaFile {
  readonly path: string;
  readonly text: string;
}

export interface SchemaError {
  readonly path: string;
  /** UTF-16 offset in the file; null when the server did not say where. */
  readonly offset: number | null;
  readonly error: SqlError;
}

/** A database of its own, with the user's schema in it, that exists until `close`. */
export interface Scratch {
  readonly judge: SqlJudge;
  /** The first error of the first file that fails; the files after it are not applied. */
  readonly schemaErrors: readonly SchemaError[];
  close(): Promise<void>;
}

export interface ScratchOptions {
  /** Any database of a server on which this role may create databases. */
  readonly url: string;
  readonly schema: readonly SchemaFile[];
  /** Set for every session of the judge, e.g. `public`. */
  readonly searchPath: string;
  /** SQL that runs before the user's files: what steps may call but no file of the user defines. */
  readonly prelude?: string;
}

export type ScratchResult =
  | { readonly ok: true; readonly scratch: Scratch }
  | { readonly ok: false; readonly problem: ConnectionProblem | SqlError };

const PREFIX = 'pgdurable_scratch_';
/** Younger ones may belong to a process that has not connected yet. */
const LEFTOVER_AGE_S = 60;
/** Nothing that checking executes takes long, unless it is a mistake; and nothing of it has to be on disk. */
const SETTINGS = "SET synchronous_commit = off; SET statement_timeout = '30s'";

export async function openScratch(options: ScratchOptions): Promise<ScratchResult> {
  const opened = await openClient(options.url);
  if (!opened.ok) return opened;
  const admin = opened.client;
  // A lost connection is told by the statement that needs it.
  admin.on('error', () => {});
  try {
    await dropLeftovers(admin);
    const name = await newName(admin);
    const created = await runScript(admin, `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0`);
    if (!created.ok) {
      await admin.end();
      return { ok: false, problem: created.error };
    }
    const scratch = await inNewDatabase(admin, name, options);
    if (!scratch.ok) await admin.end();
    return scratch;
  } catch (error) {
    await admin.end();
    throw error;
  }
}

async function newName(admin: pg.Client): Promise<string> {
  const random = randomBytes(6).toString('hex');
  const { rows } = await admin.query<{ name: string }>(`SELECT '${PREFIX}' || extract(epoch FROM now())::bigint || '_' || $1 AS name`, [
    random,
  ]);
  return (rows[0] as { name: string }).name;
}

async function inNewDatabase(admin: pg.Client, name: string, options: ScratchOptions): Promise<ScratchResult> {
  const drop = () => admin.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`);
  const opened = await openClient(withDatabase(options.url, name));
  if (!opened.ok) {
    await drop();
    return opened;
  }
  const { client } = opened;
  client.on('error', () => {});
  try {
    const schemaErrors = await fill(client, options);
    const judge = await createJudge(client);
    const close = async () => {
      await client.end();
      await drop();
      await admin.end();
    };
    return { ok: true, scratch: { judge, schemaErrors, close } };
  } catch (error) {
    await client.end();
    await drop();
    throw error;
  }
}

async function fill(client: pg.Client, options: ScratchOptions): Promise<readonly SchemaError[]> {
  await client.query(SETTINGS);
  if (options.prelude !== undefined) {
    const prelude = await runScript(client, options.prelude);
    if (!prelude.ok) throw new Error(`the prelude of the scratch database fails at line ${prelude.line}: ${prelude.error.message}`);
  }
  const errors = await applySchema(client, options.schema);
  await client.query("SELECT set_config('search_path', $1, false)", [options.searchPath]);
  return errors;
}

async function applySchema(client: pg.Client, files: readonly SchemaFile[]): Promise<readonly SchemaError[]> {
  for (const file of files) {
    const error = await applyFile(client, file);
    if (error !== null) return [error];
    // A dump sets the search_path to nothing; the next file expects what a new session has.
    await client.query(`RESET ALL; ${SETTINGS}`);
  }
  return [];
}

async function applyFile(client: pg.Client, file: SchemaFile): Promise<SchemaError | null> {
  const text = withoutPsqlGuards(file.text);
  const whole = await runScript(client, text);
  if (whole.ok) return null;
  // Some statements, such as CREATE INDEX CONCURRENTLY, do not run together with others.
  if (whole.error.code !== '25001') return { path: file.path, offset: whole.offset, error: whole.error };
  for (const { start, end } of scanSql(text).statements) {
    const one = await runScript(client, text.slice(start, end));
    if (!one.ok) {
      const position = one.error.position === null ? null : start + one.error.position;
      return { path: file.path, offset: position ?? start, error: { ...one.error, position } };
    }
  }
  return null;
}

/** pg_dump guards its output with two commands that only psql knows. Blanks keep every offset. */
export function withoutPsqlGuards(text: string): string {
  return text.replace(/^\\(un)?restrict\b.*$/gm, (line) => ' '.repeat(line.length));
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
}

/** Databases of processes that were killed: old, of a role that we may act for, and used by nobody. */
async function dropLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_catalog.pg_database d
      WHERE datname ~ '^${PREFIX}[0-9]+_' AND pg_catalog.pg_has_role(datdba, 'USAGE')
        AND split_part(datname, '_', 3)::bigint < extract(epoch FROM now()) - ${LEFTOVER_AGE_S}
        AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`,
  );
  for (const { datname } of rows) {
    const dropped = await runScript(client, `DROP DATABASE IF EXISTS ${quoteIdentifier(datname)}`);
    // In use after all, or dropped by another process at this moment: not ours to care about.
    if (!dropped.ok && !['55006', '3D000'].includes(dropped.error.code)) throw new Error(dropped.error.message);
  }
}
