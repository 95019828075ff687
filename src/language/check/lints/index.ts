/**
 * Lints: what Postgres and the language accept and is probably not meant. Those about SQL read the shape of statements; one
 * that cannot be analysed is left in peace.
 */
import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { TypedFlow } from '../types/index.ts';
import { lintAwaits } from './awaits.ts';
import { lintEngineTables } from './engine-tables.ts';
import { lintFiresItself } from './fires-itself.ts';
import { lintLimit } from './limit-without-order.ts';
import { lintMissingWhere } from './missing-where.ts';
import { lintParallelWrites } from './parallel-writes.ts';
import { lintRowLock } from './row-lock.ts';
import { lintSelectStar } from './select-star.ts';
import { type LintedStatement, statementsOf } from './statements.ts';

const ofStatement: readonly ((statement: LintedStatement) => readonly Diagnostic[])[] = [
  lintMissingWhere,
  lintLimit,
  lintRowLock,
  lintEngineTables,
];
const ofFlow = [lintSelectStar, lintParallelWrites, lintAwaits, lintFiresItself] as const;

export function lintSql(flows: readonly TypedFlow[]): readonly Diagnostic[] {
  return flows.flatMap((flow) => {
    const statements = statementsOf(flow);
    const each = [...statements.values()].flat();
    return [...ofStatement.flatMap((lint) => each.flatMap(lint)), ...ofFlow.flatMap((lint) => lint(flow, statements))];
  });
}
