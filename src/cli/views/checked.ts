import { type CompiledProject, count } from '../../index.ts';
import type { Streams } from '../streams.ts';

/** One line about a check: what was looked at, and what was found. Where nothing was looked at there is nothing to say. */
export function showChecked({ stderr }: Streams, { chosen, diagnostics }: CompiledProject): void {
  if (chosen.size === 0) return;
  const { errors, warnings } = count(diagnostics);
  const found = [...(errors > 0 ? [several(errors, 'error')] : []), ...(warnings > 0 ? [several(warnings, 'warning')] : [])];
  stderr.write(`${several(chosen.size, 'file')}: ${found.length === 0 ? 'no problems' : found.join(', ')}\n`);
}

export function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
