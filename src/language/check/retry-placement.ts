import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import { type ResolvedFlow, stepPlaces, workOf } from '../resolve/index.ts';

/** What `retry` on a kind of step would mean: an attempt that can be made again, nothing, or a block that cannot. */
const RETRIED: Readonly<Record<ast.ActionKind, 'attempt' | 'nothing' | 'block'>> = {
  sql: 'attempt',
  http: 'attempt',
  call: 'attempt',
  task: 'attempt',
  sleep: 'nothing',
  await: 'nothing',
  start: 'nothing',
  break: 'nothing',
  fail: 'nothing',
  return: 'nothing',
  when: 'block',
  for: 'block',
  repeat: 'block',
  try: 'block',
  group: 'block',
};

export function checkRetries({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return stepPlaces(flow).flatMap(({ node }) => {
    const { kind } = workOf(node.action);
    if (RETRIED[kind] === 'attempt') return [];
    const retries = node.modifiers.filter((modifier) => modifier.kind === 'retry');
    const facts = { kind: kind === 'group' ? '( .. )' : kind, block: RETRIED[kind] === 'block' };
    return retries.map((retry) => diagnose('misplaced-retry', retry.span, facts));
  });
}
