import type { GraphNode } from '../graph/index.ts';
import { intervalLiteral, nullableLiteral } from './literals.ts';
import { slotOf } from './names.ts';
import { record } from './record.ts';
import type { Scope } from './references.ts';
import { readOnlyRow } from './slots.ts';

type AwaitNode = Extract<GraphNode, { kind: 'await' }>;

const I = '        ';

/**
 * A token that comes to an `await` waits; the engine takes the signal for it, and it goes on at the next node. One that
 * comes back here is one whose time is over.
 */
export function emitAwait(node: AwaitNode, scope: Scope): string[] {
  const due = node.timeout === null ? `'infinity'` : `clock_timestamp() + "@offset" + ${intervalLiteral(node.timeout)}`;
  return [
    `${I}if not "@woken" then`,
    `${I}  "@slice".status := 8; "@slice".due := ${due};`,
    `${I}  exit;`,
    `${I}end if;`,
    `${I}if cardinality("@steps") = 0 then "@times"[1] := "@claim".since - "@offset"; end if;`,
    ...(node.into === null ? [] : bindTimedOut(node.into, scope)),
    ...record(scope, '0'),
    `${I}"@node" := ${node.next};`,
  ];
}

/** One row of NULLs, but for `timed_out`, which is the last column. */
function bindTimedOut(id: number, { graph, variables }: Scope): string[] {
  const slot = slotOf(graph, id);
  const last = slot.columns.length - 1;
  return [
    `${I}${variables.rows(id)} := 1; "@made ${id}" := true;`,
    ...slot.columns.map((_, i) => `${I}${variables.column(id, i)} := array[${nullableLiteral(i === last ? 'true' : null)}]::text[];`),
    ...readOnlyRow(slot, variables, I),
  ];
}
