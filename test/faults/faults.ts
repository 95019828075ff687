import { eventually } from './eventually.ts';
import type { Ledger } from './ledger.ts';
import type { Worker } from './worker.ts';

/** What is killed, and how. Nothing is simulated. */
export const FAULTS = ['runner killed', 'backend terminated', 'backend killed', 'postmaster killed'] as const;
export type Fault = (typeof FAULTS)[number];

/** The backend of a runner that is at work. */
export interface Backend {
  readonly pid: number;
  /** The name of its runner. */
  readonly worker: string;
}

/** Inflicts one fault upon a backend, or its runner, and puts things back so that work can go on. */
export async function inflict(fault: Fault, at: Backend, ledger: Ledger, workers: Workers): Promise<void> {
  switch (fault) {
    case 'runner killed':
      return workers.replace(at.worker);
    case 'backend terminated':
      await ledger.admin.query('SELECT pg_terminate_backend($1)', [at.pid]);
      return;
    case 'backend killed':
      return killBackend(at.pid, ledger);
    case 'postmaster killed':
      await ledger.server.kill();
      await ledger.server.restart();
      await ledger.answering();
  }
}

/** All other connections end too: the server does not trust its memory any more, and begins anew. */
export async function killBackend(pid: number, ledger: Ledger): Promise<void> {
  const witness = await ledger.admin.connection();
  process.kill(pid, 'SIGKILL');
  await witness.closed;
  await ledger.answering();
}

/** Runners in processes of their own, as many at any time as there were in the beginning. */
export interface Workers {
  readonly all: readonly Worker[];
  /** Kills one and starts another in its place. */
  replace(name: string): Promise<void>;
  killAll(): Promise<void>;
}

export async function startWorkers(count: number, start: () => Promise<Worker>): Promise<Workers> {
  const all = await Promise.all(Array.from({ length: count }, start));
  return {
    all,
    async replace(name) {
      const index = all.findIndex((worker) => worker.name === name);
      if (index < 0) throw new Error(`there is no runner ${name}`);
      await all[index]!.kill();
      all[index] = await start();
    },
    async killAll() {
      await Promise.all(all.map((worker) => worker.kill()));
    },
  };
}

const AT_WORK = `
  SELECT pid, application_name AS worker FROM pg_stat_activity
   WHERE state = 'active' AND application_name LIKE 'worker-%' AND (query LIKE '%pgdurable.work(%' OR query LIKE '%pgdurable.run_alone%')`;

/** Some backend that works at this moment. Where all work is done already there is more. */
export function backendAtWork(ledger: Ledger): Promise<Backend> {
  return eventually('a runner is at work', async () => {
    if ((await ledger.unfinished()) === 0) await ledger.startRuns(10);
    const [found] = await ledger.admin.query<Backend & Record<string, never>>(`${AT_WORK} ORDER BY random() LIMIT 1`);
    return found ?? null;
  });
}
