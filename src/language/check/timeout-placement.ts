import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import { type ResolvedFlow, stepPlaces, workOf } from '../resolve/index.ts';

/** Whether a step of this kind works or waits for as long as something else takes. */
const BOUNDED: Readonly<Record<ast.ActionKind, boolean>> = {
  sql: true,
  http: true,
  await: true,
  call: true,
  task: true,
  when: true,
  for: true,
  repeat: true,
  try: true,
  group: true,
  sleep: false,
  start: false,
  break: false,
  fail: false,
  return: false,
};

export function mayHaveTimeout(action: ast.Action): boolean {
  return BOUNDED[action.kind];
}

export function checkTimeouts({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return stepPlaces(flow).flatMap(({ node }) => {
    const action = workOf(node.action);
    if (mayHaveTimeout(action)) return [];
    const timeouts = node.modifiers.filter((modifier) => modifier.kind === 'timeout');
    return timeouts.map((timeout) => diagnose('misplaced-timeout', timeout.span, { kind: action.kind }));
  });
}
