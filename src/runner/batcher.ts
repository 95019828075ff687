import { isConnectionLost, sqlErrorOf } from '../db/index.ts';
import type { Bell } from './bell.ts';
import type { BatchJob, BatchOutcome, Board } from './board.ts';
import { type Context, reasonOf } from './context.ts';
import type { Line, Link } from './link.ts';
import type { Watchdog } from './watchdog.ts';

export interface Workplace {
  readonly board: Board;
  /** Rings when the board may have work for those who had none. */
  readonly work: Bell;
  /** Rings when somebody ought to look around. */
  readonly look: Bell;
  readonly watchdog: Watchdog;
}

const BUDGET_MS = 250;
/** A batch that takes longer holds up the other runs in it: the step that is to blame will run alone. */
const LIMIT_MS = 1000;
const CANCELLED = '57014';
/** Where a run takes longer, steps wait for something else than the cores: more of them at once are faster. */
const SLOW_MS = 5;

/** Drives the batch procedure: takes a part that has work, CALLs, again. */
export async function runBatcher(context: Context, link: Link, place: Workplace): Promise<void> {
  const { time, stopping } = context;
  const { board } = place;
  while (!stopping.aborted) {
    await link.patience();
    if (stopping.aborted) break;
    let line: Line;
    try {
      line = await link.line();
    } catch (error) {
      link.failed(error);
      continue;
    }
    const job = stopping.aborted ? null : board.takeBatch(time.now());
    if (job === null) {
      await place.work.wait(Math.max(board.batchReadyAt() - time.now(), 1));
      continue;
    }
    const outcome = await callWork(context, link, line, job, place);
    board.finishBatch(job.part, outcome, time.now());
    if (outcome.more) place.work.ring();
    // Where somebody else is at work there is nothing to see.
    if (outcome.taken !== true) place.look.ring();
  }
}

async function callWork(context: Context, link: Link, line: Line, job: BatchJob, place: Workplace): Promise<BatchOutcome> {
  const { time, counters, log } = context;
  const began = time.now();
  const tag = place.watchdog.tag();
  // The part is a literal, so that the statement goes to the node that holds it where parts lie on several.
  const text = `${tag} CALL pgdurable.work(${job.part}, p_mark => $1::timestamptz, p_budget_ms => $2::int, p_wait_ms => 0, p_seat => $3::boolean,
    o_runs => null, o_mark => null, o_interrupted => null)`;
  const onCancel = (): void => log({ kind: 'interrupted', part: job.part, afterMs: Math.round(time.now() - began) });
  try {
    const call = line.query<{ o_runs: number; o_mark: string | null; o_interrupted: boolean }>(text, [job.mark, BUDGET_MS, job.seat], null);
    const [row] = await place.watchdog.guard(tag, line, LIMIT_MS, onCancel, call);
    counters.batches += 1;
    const runs = row?.o_runs ?? 0;
    if (runs < 0) return { moved: 0, mark: null, more: false, taken: true };
    counters.moved += runs;
    const took = time.now() - began;
    const more = runs > 0 && (row?.o_interrupted === true || took >= BUDGET_MS);
    return { moved: runs, mark: row?.o_mark ?? null, more, slow: took > runs * SLOW_MS };
  } catch (error) {
    if (isConnectionLost(error)) {
      // Nothing is assumed about what it had committed: the claims will tell.
      place.board.suspect(job.part);
      log({ kind: 'suspect', part: job.part });
      link.failed(error);
    } else if (sqlErrorOf(error, text)?.code !== CANCELLED) {
      counters.errors += 1;
      log({ kind: 'work-failed', part: job.part, lane: 0, reason: reasonOf(error) });
    }
    return { moved: 0, mark: null, more: false };
  }
}
