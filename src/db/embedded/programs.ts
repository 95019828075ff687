import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory, draftOf } from './cache.ts';
import { type Account, runProgram } from './run-program.ts';
import type { ServerPackage } from './server-package.ts';

/** The programs of one Postgres, known to run as the account they were prepared for. */
export interface Programs {
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Makes the programs of a package usable. Whether they are is found out by running them: npm may have left out the
 * links between the libraries (they are made by an install script), and the account may not be able to reach them.
 */
export async function preparePrograms(found: ServerPackage, as: Account): Promise<Programs> {
  if ((await complaint(found.native, as)) === null) return programsIn(found.native, found.version);
  try {
    makeLinks(found.native);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  if ((await complaint(found.native, as)) === null) return programsIn(found.native, found.version);
  const copy = await copyToCache(found);
  const reason = await complaint(copy, as);
  if (reason !== null) throw new Error(`the Postgres of ${found.native} does not run here: ${reason}`);
  return programsIn(copy, found.version);
}

function programsIn(native: string, version: string): Programs {
  return { version, initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres') };
}

/** Why the programs cannot be used by the account; null when they can. */
async function complaint(native: string, as: Account): Promise<string | null> {
  if (missingLinks(native).length > 0) return 'links between its libraries are missing';
  const { initdb, postgres } = programsIn(native, '');
  for (const program of [postgres, initdb]) {
    const { code, output } = await runProgram(program, ['--version'], { as });
    if (code !== 0) return output;
  }
  const probe = await runProgram('/bin/sh', ['-c', 'test -r "$1/postgresql.conf.sample"', 'sh', path.join(native, 'share/postgresql')], {
    as,
  });
  return probe.code === 0 ? null : 'its share folder cannot be read';
}

/** `{ from, to }`: absolute place of a link and the relative name it points to. */
function missingLinks(native: string): { readonly at: string; readonly to: string }[] {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  return (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    .map(({ source, target }) => ({
      at: path.join(path.dirname(native), target),
      to: path.relative(path.dirname(target), source),
    }))
    .filter(({ at }) => !existsSync(at));
}

function makeLinks(native: string): void {
  for (const { at, to } of missingLinks(native)) {
    try {
      symlinkSync(to, at);
    } catch (error) {
      // Another process makes them at the same time: each link is made by one of the two.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function copyToCache(found: ServerPackage): Promise<string> {
  const target = path.join(cacheDirectory(), `programs-${found.version}`);
  const native = path.join(target, 'native');
  if (existsSync(target)) return native;
  const draft = draftOf(target);
  // Static libraries are for those who compile against Postgres.
  await cp(found.native, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true, filter: (from) => !from.endsWith('.a') });
  makeLinks(path.join(draft, 'native'));
  openToAll(draft);
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return native;
}

/** An installation under a strict umask leaves files that the server's account cannot read. */
function openToAll(dir: string): void {
  chmodSync(dir, 0o755);
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile()) chmodSync(file, statSync(file).mode & 0o100 ? 0o755 : 0o644);
  }
}
