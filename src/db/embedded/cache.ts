import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from './process-identity.ts';

/** For what belongs to no user in particular: as root the server is another user, and has to reach it. */
const SYSTEM_DIRECTORY = '/var/lib/pgdurable';

/** A folder below which root keeps things for servers; every user may enter it. */
export function systemDirectory(...below: readonly string[]): string {
  const dir = path.join(SYSTEM_DIRECTORY, ...below);
  mkdirSync(dir, { recursive: true });
  for (let at = dir; at.startsWith(SYSTEM_DIRECTORY); at = path.dirname(at)) chmodSync(at, 0o755);
  return dir;
}

/** Where things are kept that projects share: copies of the programs, initialised data directories. */
export function cacheDirectory(): string {
  const dir = process.geteuid?.() === 0 ? systemDirectory('cache') : userCache();
  sweepDrafts(dir);
  return dir;
}

function userCache(): string {
  const dir = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'pgdurable');
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.W_OK);
    return dir;
  } catch {
    // A user without a home to write to, as in many containers.
    return privateTemporary();
  }
}

function privateTemporary(): string {
  const dir = path.join(os.tmpdir(), `pgdurable-${process.geteuid?.()}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stat = lstatSync(dir);
  // Everybody may make a folder of this name; programs are run from it.
  if (!stat.isDirectory() || stat.uid !== process.geteuid?.() || (stat.mode & 0o022) !== 0)
    throw new Error(`${dir} belongs to another user`);
  return dir;
}

/** A name beside `target` under which to build what is then renamed to `target` in one go. */
export function draftOf(target: string): string {
  return `${target}.draft-${process.pid}-${Date.now().toString(36)}`;
}

/** Removes drafts of processes that were killed, or, where no other process may be at work, all. */
export function sweepDrafts(dir: string, which: 'dead' | 'all' = 'dead'): void {
  for (const name of readdirSync(dir)) {
    const pid = /\.draft-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && (which === 'all' || !isAlive(Number(pid)))) rmSync(path.join(dir, name), { recursive: true, force: true });
  }
}
