import type { GraphNode } from '../../graph/index.ts';
import type * as ast from '../ast.ts';
import type { AwaitAction } from '../check/types/index.ts';
import type { Lowering } from './lowering.ts';

type AwaitNode = Extract<GraphNode, { kind: 'await' }>;

/** What an `await` waits for and how long; the rest of its node is as for every step. */
export function lowerAwait(
  { typed, slots }: Lowering,
  step: ast.Step,
  action: AwaitAction,
): Pick<AwaitNode, 'kind' | 'signal' | 'columns' | 'timeout' | 'into'> {
  const timeout = step.modifiers.find((modifier) => modifier.kind === 'timeout');
  const columns = typed.signals.get(action)?.map(({ name, type }, i) => ({
    name,
    type: type.name,
    nullable: action.columns?.columns[i]?.nullable ?? false,
  }));
  return {
    kind: 'await',
    signal: action.signal.text,
    columns: columns ?? null,
    timeout: timeout?.duration.ms ?? null,
    into: slots.into(action),
  };
}
