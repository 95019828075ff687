/**
 * The rules a flow must keep. `checkShape` holds those that can be told from the text alone, one rule per file.
 * Rules report and change nothing; none depends on what another has found.
 */
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { ResolvedFlow } from '../resolve/index.ts';
import { checkBreaks } from './break-placement.ts';
import { checkClauses } from './duplicate-clauses.ts';
import { checkFiringRows } from './firing-rows.ts';
import { checkSupported } from './not-yet-supported.ts';
import { checkBound } from './nothing-to-bind.ts';
import { checkRetryLimits } from './retry-limits.ts';
import { checkRetries } from './retry-placement.ts';
import { checkReturns } from './return-placement.ts';
import { checkScheduleDefaults } from './schedule-defaults.ts';
import { checkSchedules } from './schedule-times.ts';
import { checkTimeouts } from './timeout-placement.ts';
import { checkUndos } from './undo-placement.ts';
import { checkReachable } from './unreachable.ts';

const RULES: readonly ((flow: ResolvedFlow) => readonly Diagnostic[])[] = [
  checkSupported,
  checkReachable,
  checkBreaks,
  checkReturns,
  checkRetries,
  checkTimeouts,
  checkUndos,
  checkBound,
  checkClauses,
  checkRetryLimits,
  checkSchedules,
  checkScheduleDefaults,
  checkFiringRows,
];

export function checkShape(flows: readonly ResolvedFlow[]): readonly Diagnostic[] {
  return flows.flatMap((flow) => RULES.flatMap((rule) => rule(flow)));
}
