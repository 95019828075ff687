import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock, lockHolder } from '../../src/db/embedded/lock.ts';
import { killHard, until } from '../support/embedded.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'pgdurable-lock-'));
  mkdirSync(path.join(root, 'lock'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('of eight processes that want a lock one at a time has it, and when it is killed another gets it', async () => {
  const ledger = path.join(root, 'ledger');
  const script = fileURLToPath(new URL('../support/lock-contender.ts', import.meta.url));
  const children = Array.from({ length: 8 }, () =>
    spawn(process.execPath, [script, path.join(root, 'lock'), ledger], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  try {
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    const holders = () => (existsSync(ledger) ? readFileSync(ledger, 'utf8').trim().split('\n').map(Number) : []);
    for (let turn = 1; turn <= children.length; turn++) {
      await until(`holder number ${turn}`, () => holders().length >= turn);
      await sleep(50);
      expect(holders()).toHaveLength(turn);
      expect(lockHolder(path.join(root, 'lock'))?.pid).toBe(holders()[turn - 1]);
      await killHard(holders().slice(-1));
    }
    expect(new Set(holders()).size).toBe(children.length);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
});

test('a number that another program has by now holds nothing', () => {
  const lock = path.join(root, 'lock');
  expect(acquireLock(lock, 1)).not.toBeNull();
  expect(lockHolder(lock)?.pid).toBe(1);
  const file = path.join(lock, '1');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), start: 'another time' }));
  expect(lockHolder(lock)).toBeNull();
  expect(acquireLock(lock)).not.toBeNull();
  expect(lockHolder(lock)?.pid).toBe(process.pid);
});

test('a holder whose processes cannot be seen from here lives as long as it says so', () => {
  const lock = path.join(root, 'lock');
  acquireLock(lock);
  const file = path.join(lock, '1');
  writeFileSync(file, JSON.stringify({ pid: 4, start: 'x', realm: 'another container' }));
  expect(acquireLock(lock)).toBeNull();
  const past = new Date(Date.now() - 10_000);
  utimesSync(file, past, past);
  expect(acquireLock(lock)).not.toBeNull();
});

test('its holder learns that the lock was removed', () => {
  const lock = acquireLock(path.join(root, 'lock'));
  expect(lock?.beat()).toBe(true);
  rmSync(path.join(root, 'lock'), { recursive: true });
  expect(lock?.beat()).toBe(false);
});
