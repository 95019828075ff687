import { linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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
 */
export function acquireLock(dir: string): Lock | null {
  mkdirSync(dir, { recursive: true });
  const me: Holder = { pid: process.pid, start: startOf(process.pid) ?? '', realm: realm() };
  const complete = path.join(dir, `new-${process.pid}`);
  writeFileSync(complete, JSON.stringify(me));
  try {
    for (;;) {
      if (lockHolder(dir) !== null) return null;
      const mine = highest(dir) + 1;
      const file = path.join(dir, String(mine));
      try {
        linkSync(complete, file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw error;
      }
      // What was the highest number may have been outnumbered and removed between the look and the link.
      if (highest(dir) !== mine) {
        rmSync(file, { force: true });
        return null;
      }
      for (const name of readdirSync(dir)) if (Number(name) < mine - GENERATIONS_KEPT) rmSync(path.join(dir, name), { force: true });
      return { beat: () => beat(file) };
    }
  } finally {
    rmSync(complete, { force: true });
  }
}

/** The process that holds the lock now; null when nobody does. */
export function lockHolder(dir: string): Holder | null {
  const number = highest(dir);
  if (number === 0) return null;
  const file = path.join(dir, String(number));
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    const alive = holder.realm === realm() ? startOf(holder.pid) === holder.start : Date.now() - statSync(file).mtimeMs < HEARTBEAT_AGE_MS;
    return alive ? holder : null;
  } catch (error) {
    // Outnumbered and removed between the look and the reading.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return lockHolder(dir);
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

function beat(file: string): boolean {
  try {
    utimesSync(file, new Date(), new Date());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function realm(): string {
  return process.platform === 'linux' ? `${os.hostname()} ${readlinkSync('/proc/self/ns/pid')}` : os.hostname();
}
