import { type Diagnostic, diagnose, didYouMean } from '../../diagnostics/index.ts';
import { validateCron, validateZone } from '../../schedules/index.ts';
import type * as ast from '../ast.ts';
import type { ResolvedFlow } from '../resolve/index.ts';

/** Cron patterns, zones and intervals that can be fired at. */
export function checkSchedules({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return flow.clauses.flatMap((clause) => (clause.kind === 'every' ? checkEvery(clause) : []));
}

function checkEvery({ when }: ast.EveryClause): readonly Diagnostic[] {
  if (when.kind === 'duration') return when.duration.ms > 0 ? [] : [diagnose('every-zero', when.duration.span, {})];
  const found: Diagnostic[] = [];
  const reason = validateCron(when.cron.value);
  if (reason !== null) found.push(diagnose('invalid-cron', when.cron.span, { cron: when.cron.value, reason }));
  if (when.zone !== null && validateZone(when.zone.value) !== null) {
    const zone = when.zone.value;
    const suggestion = didYouMean(zone, Intl.supportedValuesOf('timeZone'));
    found.push(diagnose('unknown-zone', when.zone.span, { zone, suggestion }));
  }
  return found;
}
