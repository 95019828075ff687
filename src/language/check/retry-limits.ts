import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { cover } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { type ResolvedFlow, stepPlaces } from '../resolve/index.ts';

/** More further attempts than a run could make in years. */
const MOST_RETRIES = 1_000_000;

export function checkRetryLimits({ flow }: ResolvedFlow): readonly Diagnostic[] {
  const retries = [...flow.clauses, ...stepPlaces(flow).flatMap(({ node }) => node.modifiers)].filter((one) => one.kind === 'retry');
  return retries.flatMap(checkRetry);
}

function checkRetry({ count, backoff }: ast.RetryClause): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (count.value > MOST_RETRIES) found.push(diagnose('retry-count', count.span, { count: count.value, most: MOST_RETRIES }));
  if (backoff?.to && backoff.to.ms < backoff.from.ms) {
    const facts = { from: backoff.from.text, to: backoff.to.text };
    found.push(diagnose('backoff-range', cover(backoff.from.span, backoff.to.span), facts));
  }
  return found;
}
