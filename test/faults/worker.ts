import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
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

const SCRIPT = fileURLToPath(new URL('runner-process.ts', import.meta.url));
let count = 0;

/** Resolves when it has looked at the database and begins to work. */
export async function startWorker(url: string, options: { readonly graceMs?: number } = {}): Promise<Worker> {
  count += 1;
  const name = `worker-${count}`;
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  const args = options.graceMs === undefined ? [] : [String(options.graceMs)];
  const child: ChildProcess = spawn(process.execPath, [SCRIPT, named.href, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
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
