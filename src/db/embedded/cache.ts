import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from './process-identity.ts';

/**
 * Where things are kept that projects share: copies of the programs, initialised data directories.
 * As root it must be a place that another user may enter.
 */
export function cacheDirectory(): string {
  const dir =
    process.geteuid?.() === 0
      ? '/var/cache/pgdurable'
      : path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'pgdurable');
  mkdirSync(dir, { recursive: true });
  if (process.geteuid?.() === 0) chmodSync(dir, 0o755);
  sweep(dir);
  return dir;
}

/** A name beside `target` under which to build what is then renamed to `target` in one go. */
export function draftOf(target: string): string {
  return `${target}.draft-${process.pid}-${Date.now().toString(36)}`;
}

/** Drafts of processes that were killed. */
function sweep(dir: string): void {
  for (const name of readdirSync(dir)) {
    const pid = /\.draft-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(path.join(dir, name), { recursive: true, force: true });
  }
}
