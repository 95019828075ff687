import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOrphans } from './orphans.ts';
import { readPidFile, runningPostmaster } from './pid-file.ts';
import { freePort } from './port.ts';
import type { Programs } from './programs.ts';
import { type Account, serverEnvironment } from './run-program.ts';

export interface PostmasterOptions {
  readonly programs: Programs;
  readonly dataDir: string;
  readonly logFile: string;
  readonly as: Account;
  /** The port of before, taken again when it is free: clients hold it in their URL. */
  readonly port: number | null;
  readonly settings: Readonly<Record<string, string>>;
}

/** One running server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Settles when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  stop(mode: 'fast' | 'immediate'): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/**
 * Starts a server on a data directory, or takes over the one that runs there: left behind by a process that was killed.
 * The caller must hold the directory: no other may do so at the same time.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let port = options.port ?? (await freePort());
  for (;;) {
    const left = await leftPostmaster(options.dataDir, deadline);
    if (left !== null) return left;
    clearStalePidFile(options.dataDir);
    const logStart = readLog(options.logFile).length;
    const attempt = launch(options, port);
    if (await isReady(attempt, options.dataDir, deadline)) return attempt;
    await attempt.stop('immediate');
    const log = readLog(options.logFile).slice(logStart);
    if (Date.now() > deadline) throw new Error(`Postgres did not become ready within ${START_TIMEOUT_MS / 1000} s\n${tail(log)}`);
    if (/Address already in use|could not bind/.test(log)) port = await freePort();
    // Backends of a killed server still use its shared memory; two generations at once would ruin the data.
    else if (/pre-existing shared memory block/.test(log)) await endOrphans(options.dataDir);
    // One that had not written its number when we looked.
    else if (!/lock file .* already exists/.test(log)) throw new Error(`Postgres does not start\n${tail(log)}`);
    await sleep(50);
  }
}

/** A server that another process has started and left behind, or null. */
export function adoptPostmaster(dataDir: string): Postmaster | null {
  const found = runningPostmaster(dataDir);
  if (found === null) return null;
  return handle(found.pid, found.port, untilGone(found.pid, dataDir));
}

/** The same, once it has become ready; null also when it ends instead. */
async function leftPostmaster(dataDir: string, deadline: number): Promise<Postmaster | null> {
  for (;;) {
    const found = runningPostmaster(dataDir);
    if (found === null) return null;
    if (found.status === 'ready') return adoptPostmaster(dataDir);
    if (Date.now() > deadline) throw new Error(`the server with process number ${found.pid} neither becomes ready nor ends`);
    await sleep(50);
  }
}

function launch(options: PostmasterOptions, port: number): Postmaster {
  const settings = { ...options.settings, port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const args = ['-D', options.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    // Detached: a key pressed at a terminal must not reach the server.
    const child = spawn(options.programs.postgres, args, {
      ...(options.as ?? {}),
      cwd: '/',
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', log, log],
    });
    const ended = new Promise<void>((resolve, reject) => {
      child.once('exit', () => resolve());
      child.once('error', reject);
    });
    // Whoever awaits it sees the failure; nobody has to.
    ended.catch(() => {});
    return handle(child.pid ?? -1, port, ended);
  } finally {
    closeSync(log);
  }
}

function handle(pid: number, port: number, ended: Promise<void>): Postmaster {
  return {
    pid,
    port,
    ended,
    async stop(mode) {
      try {
        if (pid > 0) process.kill(pid, SIGNALS[mode]);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
      await ended;
    },
  };
}

/** True when the server takes connections, false when it has ended or the time is over. */
async function isReady(postmaster: Postmaster, dataDir: string, deadline: number): Promise<boolean> {
  let ended = false;
  const watch = postmaster.ended.then(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    const file = readPidFile(dataDir);
    if (file?.pid === postmaster.pid && file.status === 'ready') return true;
    await Promise.race([watch, sleep(10)]);
  }
  return false;
}

/** After a crash or a restart of the machine its number may belong to another program, and Postgres would refuse to start. */
function clearStalePidFile(dataDir: string): void {
  if (readPidFile(dataDir) !== null && runningPostmaster(dataDir) === null) rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
}

async function untilGone(pid: number, dataDir: string): Promise<void> {
  while (runningPostmaster(dataDir)?.pid === pid) await sleep(100);
}

function readLog(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function tail(log: string): string {
  return log.trimEnd().split('\n').slice(-15).join('\n');
}
