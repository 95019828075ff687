import { isConnectionLost } from '../db/index.ts';
import type { Workplace } from './batcher.ts';
import type { AloneJob } from './board.ts';
import { type Context, reasonOf } from './context.ts';
import type { Line, Link } from './link.ts';

/** Steps that run alone at this moment, by the tags of their statements. */
export type RunningSteps = Set<string>;

/** A connection that had nothing to do for so long is given back. */
const IDLE_MS = 30_000;
const MARK_DEADLINE_MS = 30_000;

/**
 * Runs steps in a transaction of their own: those that failed, conflicted or were slow in a batch, and all of a part that
 * is suspect. They may take as long as they want. The connection is opened when there is something to do.
 */
export async function runAloneWorker(context: Context, link: Link, place: Workplace, running: RunningSteps): Promise<void> {
  const { time, stopping } = context;
  const { board } = place;
  let usedAt = time.now();
  while (!stopping.aborted) {
    await link.patience();
    const job = stopping.aborted ? null : board.takeAlone(time.now());
    if (job === null) {
      const now = time.now();
      if (now - usedAt >= IDLE_MS) await link.close().catch((error: unknown) => link.failed(error));
      const idleFor = now - usedAt < IDLE_MS ? usedAt + IDLE_MS - now : Number.POSITIVE_INFINITY;
      await place.work.wait(Math.max(Math.min(board.aloneReadyAt() - now, idleFor), 1));
      continue;
    }
    const worked = await runJob(context, link, job, place, running);
    usedAt = time.now();
    board.finishAlone(job, worked, usedAt);
    if (worked) place.work.ring();
    place.look.ring();
  }
}

async function runJob(context: Context, link: Link, job: AloneJob, place: Workplace, running: RunningSteps): Promise<boolean> {
  let line: Line;
  try {
    line = await link.line();
  } catch (error) {
    link.failed(error);
    return false;
  }
  const tag = place.watchdog.tag();
  running.add(tag);
  try {
    return job.suspect
      ? await runSuspect(context, line, tag, job.part)
      : await runStep(context, line, tag, `SELECT pgdurable.run_alone(${job.part}) AS worked`);
  } catch (error) {
    if (isConnectionLost(error)) {
      link.failed(error);
      if (!context.stopping.aborted) {
        place.board.suspect(job.part);
        context.log({ kind: 'suspect', part: job.part });
      }
    } else {
      context.counters.errors += 1;
      context.log({ kind: 'work-failed', part: job.part, lane: 1, reason: reasonOf(error) });
    }
    return false;
  } finally {
    running.delete(tag);
  }
}

/**
 * The crash is counted and committed before the step has a chance to cause one. Control messages, which batches see to
 * otherwise, are served here: they run nobody's SQL.
 */
async function runSuspect(context: Context, line: Line, tag: string, part: number): Promise<boolean> {
  const [marked] = await line.query<{ run: string | null; tok: string | null; served: number }>(
    `SELECT m.run, m.tok, pgdurable.serve_pokes(${part}::smallint, pgdurable.now()) AS served FROM pgdurable.mark_suspect(${part}) m`,
    [],
    MARK_DEADLINE_MS,
  );
  if (marked === undefined) return false;
  if (marked.run === null || marked.tok === null) return marked.served > 0;
  context.counters.suspectClaims += 1;
  // A uuid and a number of the server's own.
  return runStep(context, line, tag, `SELECT pgdurable.run_alone_token(${part}, '${marked.run}', ${marked.tok}) AS worked`);
}

/** Whether its COMMIT arrived is not asked for after a lost connection: the next claim finds out. */
async function runStep({ counters }: Context, line: Line, tag: string, text: string): Promise<boolean> {
  const [row] = await line.unlimited<{ worked: boolean }>(tag, text);
  if (row?.worked !== true) return false;
  counters.aloneSteps += 1;
  return true;
}
