import type { Page, RunSummary } from '../../index.ts';
import type { Streams } from '../streams.ts';
import { writeJson } from './json-text.ts';
import { statusText } from './status-text.ts';
import { table } from './table.ts';
import { duration, shortTime } from './time.ts';

export function showRuns({ stdout, stderr }: Streams, { items, next }: Page<RunSummary>): void {
  if (items.length === 0) {
    stderr.write('no runs\n');
    return;
  }
  const rows = items.map((run) => [
    run.id,
    run.flow,
    statusOf(run),
    shortTime(run.created_at),
    duration(run.started_at, run.finished_at),
    run.label ?? '',
  ]);
  stdout.write(table(['ID', 'FLOW', 'STATUS', 'CREATED', 'TOOK', 'LABEL'], rows));
  if (next !== null) stderr.write(`there are more: --after ${next}\n`);
}

function statusOf(run: RunSummary): string {
  return run.error_code === null ? statusText(run) : `${run.status} (${run.error_code})`;
}

export function runsAsJson({ items, next }: Page<RunSummary>): string {
  return writeJson({ runs: items.map((run) => ({ ...run })), next });
}
