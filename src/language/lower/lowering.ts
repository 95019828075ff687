import type { GraphNode, GraphRetry } from '../../graph/index.ts';
import type { LineIndex } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import type { TypedFlow } from '../check/types/index.ts';
import type { SlotTable } from './slots.ts';

export type TryAction = Extract<ast.Action, { readonly kind: 'try' }>;

/** What is known while the nodes of one flow are made, in the order of the text. */
export interface Lowering {
  readonly typed: TypedFlow;
  readonly slots: SlotTable;
  readonly lines: LineIndex;
  readonly nodes: GraphNode[];
  /** What `retry` means for steps that say nothing of it. */
  readonly retry: GraphRetry | null;
  /** The `catch` node to which what fails here goes; null where a failure ends the branch. */
  readonly handler: number | null;
  /** The `try` whose `catch` block this is in: what `fail` alone fails with. */
  readonly caught: TryAction | null;
  /** Names of steps; nodes that are no step get another. */
  readonly taken: Set<string>;
  /** How many loops the node lies in. */
  readonly depth: number;
  /** The node after the nearest loop; null outside of loops. */
  readonly exit: number | null;
}

/** The id of the next node. */
export function nextId({ nodes }: Lowering): number {
  return nodes.length + 1;
}

/** A name for a node that no step is: `fork_1`, `join_1`, `end_1`, .. */
export function freeName({ taken }: Lowering, kind: string): string {
  let n = 1;
  while (taken.has(`${kind}_${n}`)) n++;
  taken.add(`${kind}_${n}`);
  return `${kind}_${n}`;
}
