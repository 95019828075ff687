import { setTimeout as sleep } from 'node:timers/promises';
import type { Phase } from '../diagnostics/index.ts';
import type { Engine } from './ask.ts';
import { stepsOf } from './history.ts';
import { isOver, type Run, type StepAttempt } from './run.ts';
import { readRun } from './show-run.ts';

export interface FollowOptions {
  /** Called with every state that is seen, the last one included. */
  readonly onChange: (run: Run, steps: readonly StepAttempt[]) => void;
  /** Steps that are read at most each time. */
  readonly limit: number;
  /** Aborted: the following ends, the run goes on. */
  readonly signal: AbortSignal;
}

/** Milliseconds between two looks at a run: often while it is young, then less. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 250;
/** How many looks in a row may find no database: one that restarts is back within a minute. */
const PATIENCE = 240;

/** Watches a run to its end. The value is the run as it was seen last. */
export async function followRun(engine: Engine, id: string, { onChange, limit, signal }: FollowOptions): Promise<Phase<Run | null>> {
  let unanswered = 0;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.3, LONGEST_PAUSE)) {
    const seen = await look(engine, id, limit);
    if (seen.value !== null) {
      unanswered = 0;
      const { run, steps } = seen.value;
      onChange(run, steps);
      if (isOver(run.status) || signal.aborted) return { value: run, diagnostics: [] };
    } else {
      unanswered++;
      const lost = seen.diagnostics.every(({ slug }) => slug === 'database-unreachable');
      if (!lost || unanswered > PATIENCE || signal.aborted) return { value: null, diagnostics: seen.diagnostics };
    }
    await sleep(pause, undefined, { signal }).catch(ignoreAbort);
  }
}

async function look(
  engine: Engine,
  id: string,
  limit: number,
): Promise<Phase<{ readonly run: Run; readonly steps: readonly StepAttempt[] } | null>> {
  // The run before its steps: one that is over has all of them.
  const run = await readRun(engine, id);
  if (run.value === null) return { value: null, diagnostics: run.diagnostics };
  const steps = await stepsOf(engine, id, limit);
  if (steps.value === null) return { value: null, diagnostics: steps.diagnostics };
  return { value: { run: run.value, steps: steps.value }, diagnostics: [] };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
