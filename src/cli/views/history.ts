import type { History } from '../../index.ts';
import type { Streams } from '../streams.ts';
import { printed, writeJson } from './json-text.ts';
import { stepTable } from './step-table.ts';

export function showHistory({ stdout, stderr }: Streams, { items, next }: History): void {
  if (items.length === 0) stderr.write('no step has begun\n');
  else stdout.write(stepTable(items));
  if (next !== null) stderr.write(`there are more: --after ${next}\n`);
}

export function historyAsJson({ run, items, next }: History): string {
  const steps = items.map(({ result, error, ...step }) => ({ ...step, result: printed(result), error: printed(error) }));
  return writeJson({ run, steps, next });
}
