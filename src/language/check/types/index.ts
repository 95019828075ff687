/**
 * Types: what every reference, statement, binding and result of a flow is, with Postgres as the judge of SQL.
 * Knows nothing of how a judge is reached, and nothing of the graph.
 */
import type { Phase } from '../../../diagnostics/index.ts';
import type { SqlJudge } from '../../../sql/index.ts';
import type { ResolvedFlow } from '../../resolve/types.ts';
import { checkFlow } from './check-flow.ts';
import type { TypedFlow } from './typed-flow.ts';

export { commonRow, type RowType, type TypedColumn } from './row-type.ts';
export type * from './typed-flow.ts';

/** Finds the types of flows, each in a session of its own. */
export async function checkTypes(flows: readonly ResolvedFlow[], judge: SqlJudge): Promise<Phase<readonly TypedFlow[]>> {
  const phases: Phase<TypedFlow>[] = [];
  for (const flow of flows) phases.push(await judge.session((session) => checkFlow(flow, session)));
  return { value: phases.map((phase) => phase.value), diagnostics: phases.flatMap((phase) => phase.diagnostics) };
}
