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
  readonly signal?: AbortSignal;
}

/** Milliseconds between two looks at a run: often while it is young, then less. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 250;

/** Watches a run to its end. The value is the run as it was seen last. */
export async function followRun(engine: Engine, id: string, options: FollowOptions): Promise<Phase<Run | null>> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.3, LONGEST_PAUSE)) {
    // The run before its steps: one that is over has all of them.
    const run = await readRun(engine, id);
    if (run.value === null) return run;
    const steps = await stepsOf(engine, id, options.limit);
    if (steps.value === null) return { value: null, diagnostics: steps.diagnostics };
    options.onChange(run.value, steps.value);
    if (isOver(run.value.status) || options.signal?.aborted) return run;
    await sleep(pause, undefined, options.signal === undefined ? {} : { signal: options.signal }).catch(ignoreAbort);
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
