import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version of the engine that this build installs and drives: the number of its last migration. */
export const ENGINE_VERSION = 1;

/** Parts that a new installation has, unless told otherwise: they keep concurrent claimers out of each other's way. */
export const DEFAULT_PARTS = 4;

/** The number of the setup file that creates roles. */
const ROLES = 1;

export interface EngineSqlOptions {
  /** The version that is there; 0 for none. */
  readonly from: number;
  /** Parts of a new installation, from 1. */
  readonly parts?: number;
  /** False: creates no roles, which belong to the whole server (for a scratch database). */
  readonly roles?: boolean;
}

/**
 * The script that installs the engine, or upgrades it from version `from` (0: nothing may be there). It is one transaction's
 * work, can be run again and by two at once, and holds no values but the number of parts, which is fixed at the first
 * installation.
 */
export function engineSql(options: EngineSqlOptions = { from: 0 }): string {
  const parts = options.parts ?? DEFAULT_PARTS;
  return [
    `-- The pgdurable engine, version ${ENGINE_VERSION}.`,
    "select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('pgdurable.install'));\n",
    ...texts('migrations')
      .filter((text) => text.version > options.from)
      .map((text) => migration(text.version, text.version === 1 ? `${text.sql}\n${partsFunction(parts)}` : text.sql)),
    // Functions may refer to each other in any order: bodies are checked when they run.
    'set local check_function_bodies = off;\n',
    ...texts('functions').map((text) => text.sql),
    ...texts('views').map((text) => text.sql),
    ...texts('setup')
      .filter((text) => options.roles !== false || text.version !== ROLES)
      .map((text) => text.sql),
  ].join('\n');
}

/** A migration that is done at most once, whoever comes first. */
function migration(version: number, sql: string): string {
  const done = version === 1 ? "to_regclass('pgdurable.config') is not null" : `(select c.version from pgdurable.config c) >= ${version}`;
  return [
    'do $install$',
    'begin',
    `  if ${done} then`,
    '    return;',
    '  end if;',
    '  execute $migration$',
    sql,
    version === 1 ? 'insert into pgdurable.config (version) values (1);' : `update pgdurable.config set version = ${version};`,
    '$migration$;',
    'end',
    '$install$;',
    '',
  ].join('\n');
}

function partsFunction(parts: number): string {
  return `create function pgdurable.parts() returns int language sql immutable parallel safe as $$ select ${parts} $$;`;
}

function texts(folder: string): { version: number; sql: string }[] {
  const path = fileURLToPath(new URL(`./${folder}/`, import.meta.url));
  return readdirSync(path)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ version: Number.parseInt(name, 10), sql: readFileSync(`${path}${name}`, 'utf8') }));
}
