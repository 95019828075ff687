import type { StepAttempt } from '../../index.ts';
import { errorText } from './error-text.ts';
import { table } from './table.ts';
import { duration, shortTime } from './time.ts';

/** Steps, one attempt a line. */
export function stepTable(steps: readonly StepAttempt[]): string {
  const rows = steps.map((step) => [
    step.iteration === null ? step.step : `${step.step} #${step.iteration}`,
    step.kind,
    String(step.source_line),
    step.attempt === 1 ? '' : String(step.attempt),
    shortTime(step.started_at),
    duration(step.started_at, step.finished_at),
    step.rows ?? '',
    step.status,
    step.error === null ? '' : errorText(step.error),
  ]);
  return table(['STEP', 'KIND', 'LINE', 'ATTEMPT', 'STARTED', 'TOOK', 'ROWS', 'STATUS', 'ERROR'], rows);
}
