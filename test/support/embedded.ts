import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../src/db/embedded/process-identity.ts';

/** A command in a process of its own that holds the embedded server until it is told, or made, to end. */
export interface Command {
  readonly url: string;
  readonly failure: string | undefined;
  /** Lets it end by itself. */
  end(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('embedded-command.ts', import.meta.url));

export async function command(
  project: string,
  how: { readonly script?: string; readonly uid?: number; readonly gid?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Command> {
  const { script = SCRIPT, env = process.env, ...as } = how;
  const child = spawn(process.execPath, [script, project], { ...as, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const gone = once(child, 'close');
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), gone.then(() => null)]);
  if (line === null) throw new Error(`the command ended without a word: ${complaint}`);
  const { url, failure } = JSON.parse(line[0] as string) as { url: string; failure?: string };
  return {
    url,
    failure,
    end: () => finish(child, gone, () => child.stdin.end()),
    kill: () => finish(child, gone, () => child.kill('SIGKILL')),
  };
}

async function finish(child: ChildProcess, gone: Promise<unknown>, how: () => void): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) how();
  await gone;
}

/** An empty project of its own, in a folder with this name. */
export function emptyProject(name = 'project'): { readonly dir: string; remove(): void } {
  const root = mkdtempSync(path.join(os.tmpdir(), `pgdurable-test-${process.pid}-`));
  execFileSync('chmod', ['755', root]);
  const dir = path.join(root, name);
  mkdirSync(dir, { recursive: true });
  return { dir, remove: () => rmSync(root, { recursive: true, force: true }) };
}

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
}

/** Processes whose command line holds `text`. */
function processesWith(text: string): ProcessLine[] {
  const lines =
    process.platform === 'linux'
      ? readdirSync('/proc')
          .filter((name) => /^\d+$/.test(name))
          .map((name) => `${name} ${parentOf(name)} ${commandLineOf(name)}`)
      : execFileSync('ps', ['-axww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes(text))
    .map((line) => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number) as [number, number];
      return { pid, parent };
    });
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** A backend bears the command line of its postmaster until it has a title of its own. */
export function postmastersOf(home: string): number[] {
  const found = processesWith(`-D ${home}/server/data `);
  return found.filter(({ parent }) => !found.some(({ pid }) => pid === parent)).map(({ pid }) => pid);
}

export const supervisorsOf = (project: string) => processesWith(`supervisor.ts ${project}`).map(({ pid }) => pid);

/** Waits until it is so; says what it waited for when it never is. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(20)) if (await holds()) return;
  throw new Error(`after ${ms} ms still not: ${what}`);
}

export async function killHard(pids: readonly number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await until('the killed processes are gone', () => pids.every((pid) => !isAlive(pid) || commandLineOf(String(pid)) === ''));
}
