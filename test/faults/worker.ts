import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import type { RunnerEvent } from '../../src/runner/index.ts';

/** A runner in a process of its own. Its connections bear its name. */
export interface Worker {
  readonly name: string;
  readonly events: readonly RunnerEvent[];
  has(kind: RunnerEvent['kind']): boolean;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL, unless it has ended. */
  kill(): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

let count = 0;
let program: Promise<string> | undefined;

/** The sources of a runner as one file, which takes half the time to start: the tests start hundreds. */
async function runnerProgram(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), `pgdurable-test-${process.pid}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'runner-process.mjs');
  const input = fileURLToPath(new URL('runner-process.ts', import.meta.url));
  await build({ input, platform: 'node', external: ['pg-native'], output: { file, format: 'esm' }, logLevel: 'warn' });
  return file;
}

/** Resolves when it has looked at the database and begins to work. */
export async function startWorker(url: string, options: { readonly graceMs?: number } = {}): Promise<Worker> {
  count += 1;
  const name = `worker-${count}`;
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  const args = options.graceMs === undefined ? [] : [String(options.graceMs)];
  program ??= runnerProgram();
  const child: ChildProcess = spawn(process.execPath, [await program, named.href, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const events: RunnerEvent[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout!).on('line', (line) => {
      const event = JSON.parse(line) as RunnerEvent;
      events.push(event);
      if (event.kind === 'started') resolve();
    });
    ended.then(() => reject(new Error(`the runner did not start: ${complaint}`)));
  });
  return {
    name,
    events,
    has: (kind) => events.some((event) => event.kind === kind),
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
