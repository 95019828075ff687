import { printable, printableLine, type Run, type StepAttempt } from '../../index.ts';
import type { Cli } from '../cli.ts';
import { printed, writeJson } from './json-text.ts';
import { statusText } from './status-text.ts';
import { stepTable } from './step-table.ts';
import { duration, shortTime } from './time.ts';

export function showRunDetails(cli: Cli, run: Run, steps: readonly StepAttempt[], more: boolean): void {
  const facts: readonly (readonly [string, string | null])[] = [
    ['run', run.id],
    ['flow', `${run.flow} (${run.version})`],
    ['status', statusText(run)],
    ['label', run.label],
    ['key', run.key],
    ['created', shortTime(run.created_at)],
    ['scheduled', run.scheduled_at && shortTime(run.scheduled_at)],
    ['started', run.started_at && shortTime(run.started_at)],
    ['finished', run.finished_at && `${shortTime(run.finished_at)}, after ${duration(run.started_at ?? run.created_at, run.finished_at)}`],
    ['params', run.params === '{}' ? null : run.params],
    ['result', run.result],
    ['error', run.error === null ? null : `${run.error.code}: ${run.error.message}`],
    [
      'at',
      run.error?.step == null
        ? null
        : `step ${run.error.step}${run.error.line === null ? '' : `, line ${run.error.line}`}, attempt ${run.error.attempt ?? 1}`,
    ],
  ];
  const width = 10;
  for (const [name, value] of facts) {
    if (value !== null && value !== '')
      cli.stdout.write(`${name.padEnd(width)}${printable(value).replaceAll('\n', `\n${' '.repeat(width)}`)}\n`);
  }
  if (steps.length > 0) cli.stdout.write(`\n${stepTable(steps)}`);
  if (more) cli.stderr.write(`these are the last steps; all of them: pgdurable history ${printableLine(run.id)}\n`);
}

/** Parameters, result and error letter by letter as the database prints them. */
export function runAsJson({ params, result, error, ...run }: Run): string {
  return writeJson({ ...run, params: printed(params), result: printed(result), error: printed(error?.json ?? null) });
}
