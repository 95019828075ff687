import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startOf } from './process-identity.ts';

/** Who holds, or held, the lock. */
export interface Holder {
  readonly pid: number;
  readonly start: string;
  /** Where `pid` means something: another container on the same folder counts its processes for itself. */
  readonly realm: string;
}

export interface Lock {
  /** Says that the holder lives, to those who cannot see its process. False when the lock was removed. */
  beat(): boolean;
}

const HEARTBEAT_AGE_MS = 5_000;
const GENERATIONS_KEPT = 8;

/**
 * A lock that ends with its process, whatever ends it; null when another process holds it. Node has no file locks, so it
 * is made of files that are never taken over but outnumbered: the file with the highest number names the holder, and
 * who finds its process dead creates the next number. Creating a file that exists fails, so one succeeds. Nobody deletes
 * the highest number, so a slow process cannot create a number that was the highest once and believe in it.
 *
 * The folder has to exist: a project that is being removed must not come back by it.
 * A process may take it for a child that it has just started: nobody else then starts one while that child wakes up.
 */
export function acquireLock(dir: string, pid: number = process.pid): Lock | null {
  const wanted: Holder = { pid, start: startOf(pid) ?? '', realm: realm() };
  const complete = path.join(dir, `new-${randomUUID()}`);
  writeFileSync(complete, JSON.stringify(wanted));
  try {
    for (;;) {
      const { number, holder } = newest(dir);
      if (holder !== null) return holder.pid === pid && holder.realm === wanted.realm ? lockOf(path.join(dir, String(number))) : null;
      const mine = path.join(dir, String(number + 1));
      try {
        linkSync(complete, mine);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw error;
      }
      // What was the highest number may have been outnumbered and removed between the look and the link.
      if (highest(dir) !== number + 1) {
        rmSync(mine, { force: true });
        return null;
      }
      removeOld(dir, number);
      return lockOf(mine);
    }
  } finally {
    rmSync(complete, { force: true });
  }
}

/** The process that holds the lock now; null when nobody does. */
export function lockHolder(dir: string): Holder | null {
  return newest(dir).holder;
}

/** The highest number, 0 where there is none, and the process it names if that lives. */
function newest(dir: string): { readonly number: number; readonly holder: Holder | null } {
  const number = highest(dir);
  if (number === 0) return { number, holder: null };
  const file = path.join(dir, String(number));
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    const alive = holder.realm === realm() ? startOf(holder.pid) === holder.start : Date.now() - statSync(file).mtimeMs < HEARTBEAT_AGE_MS;
    return { number, holder: alive ? holder : null };
  } catch (error) {
    // Outnumbered and removed between the look and the reading.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return newest(dir);
    throw error;
  }
}

function highest(dir: string): number {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
}

/** The last few stay: a reading of the folder may otherwise miss both a number that goes and the one that comes. */
function removeOld(dir: string, number: number): void {
  for (const name of readdirSync(dir)) {
    if (/^\d+$/.test(name) && Number(name) < number - GENERATIONS_KEPT) rmSync(path.join(dir, name), { force: true });
  }
}

function lockOf(file: string): Lock {
  return {
    beat() {
      try {
        utimesSync(file, new Date(), new Date());
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
    },
  };
}

function realm(): string {
  return process.platform === 'linux' ? `${os.hostname()} ${readlinkSync('/proc/self/ns/pid')}` : os.hostname();
}
