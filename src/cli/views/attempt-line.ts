import { printableLine, type StepAttempt } from '../../index.ts';
import { errorText } from './error-text.ts';
import { duration, shortTime } from './time.ts';

/** One attempt of a step that has ended, on one line. */
export function attemptLine(step: StepAttempt): string {
  const { iteration, attempt, rows, status, error } = step;
  const facts = [
    shortTime(step.finished_at),
    step.step,
    status,
    duration(step.started_at, step.finished_at),
    iteration === null ? '' : `iteration ${iteration}`,
    rows === null || rows === '0' ? '' : `${rows} row${rows === '1' ? '' : 's'}`,
    attempt > 1 ? `attempt ${attempt}` : '',
    error === null ? '' : errorText(error),
  ];
  return printableLine(facts.filter((fact) => fact !== '').join('  '));
}
