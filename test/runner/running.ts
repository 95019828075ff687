import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../src/db/index.ts';
import { type Runner, type RunnerEvent, type RunnerOptions, startRunner } from '../../src/runner/index.ts';

export interface Running {
  readonly runner: Runner;
  readonly events: RunnerEvent[];
  has(kind: RunnerEvent['kind']): boolean;
}

export async function running(options: RunnerOptions): Promise<Running> {
  const events: RunnerEvent[] = [];
  const started = await startRunner({ log: (event) => events.push(event), ...options });
  if (!started.ok) throw new Error(JSON.stringify(started.refusal));
  return { runner: started.runner, events, has: (kind) => events.some((event) => event.kind === kind) };
}

/** Waits until a question is answered with yes; says what was asked when it is not in time. */
export async function eventually(what: string, ask: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(10);
  }
}

export async function startRuns(database: Database, flow: string, count: number): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(`SELECT id FROM pgdurable.start_many($1, array_fill('{}'::jsonb, array[$2::int])) id`, [
    flow,
    count,
  ]);
  return rows.map((row) => row.id);
}

export async function countOf(database: Database, sql: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(`SELECT (${sql})::int AS n`);
  return row?.n ?? -1;
}

export function unfinished(database: Database): Promise<number> {
  return countOf(database, "SELECT count(*) FROM pgdurable.runs WHERE status NOT IN ('completed', 'failed', 'cancelled')");
}
