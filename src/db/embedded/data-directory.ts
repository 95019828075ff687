import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory, draftOf } from './cache.ts';
import type { Programs } from './programs.ts';
import { type Account, type ProgramResult, runProgram } from './run-program.ts';

/** The superuser, for what only a superuser may do: nothing of this project. */
export const ADMIN_ROLE = 'postgres';
/**
 * The role that owns the project's database. It is no superuser, so that what works here works at any provider. It does
 * not bear the name of the engine's schema: `"$user"` in a search_path would find the engine before the user's tables.
 */
export const OWNER_ROLE = 'pgdurable_owner';
export const PROJECT_DATABASE = 'pgdurable_dev';

/** Counted up whenever `initialise` does something else than before. */
const TEMPLATE_FORMAT = 2;

/**
 * Makes `target`: `target/data`, a new cluster with the roles and the database above, and `target/password`, the password
 * of both roles. initdb takes three times as long as a copy of its result, so it runs once for all projects.
 * `target` appears complete or not at all.
 */
export async function createDataDirectory(target: string, programs: Programs, as: Account, initialiser: Account): Promise<void> {
  const template = path.join(cacheDirectory(), `template-${TEMPLATE_FORMAT}-${programs.version}`);
  if (!existsSync(template)) await createTemplate(template, programs, initialiser);
  const draft = draftOf(target);
  expectDone('copy of the initialised data directory', await runProgram('cp', ['-R', '-p', template, draft], { as: null }));
  if (as !== null) expectDone('change of owner', await runProgram('chown', ['-R', `${as.uid}:${as.gid}`, draft], { as: null }));
  // What cp wrote is not on disk yet; after a power cut a half-written copy would look like a complete one.
  expectDone('initdb --sync-only', await runProgram(programs.initdb, ['--sync-only', '-D', path.join(draft, 'data')], { as: null }));
  renameSync(draft, target);
}

async function createTemplate(template: string, programs: Programs, as: Account): Promise<void> {
  const draft = draftOf(template);
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = path.join(draft, 'password');
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as !== null) for (const file of [draft, passwordFile]) chownSync(file, as.uid, as.gid);
  const data = path.join(draft, 'data');
  const major = Number.parseInt(programs.version, 10);
  // The same collation on every system, so that the same sources give the same findings.
  const locale = major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C'];
  const initdb = [
    '-D',
    data,
    '-U',
    ADMIN_ROLE,
    '--encoding=UTF8',
    ...locale,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
  ];
  expectDone('initdb', await runProgram(programs.initdb, initdb, { as }));
  // A server for one user: each line is a statement.
  const setup = [
    `CREATE ROLE ${OWNER_ROLE} LOGIN CREATEDB CREATEROLE PASSWORD '${password}'`,
    `CREATE DATABASE ${PROJECT_DATABASE} OWNER ${OWNER_ROLE}`,
  ];
  const single = ['--single', '-D', data, '-c', 'exit_on_error=on', '-c', 'fsync=off', 'postgres'];
  expectDone('set-up of the data directory', await runProgram(programs.postgres, single, { as, input: `${setup.join('\n')}\n` }));
  try {
    renameSync(draft, template);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(template)) throw error;
  }
}

function expectDone(what: string, result: ProgramResult): void {
  if (result.code !== 0) throw new Error(`${what} failed\n${result.output}`);
}
