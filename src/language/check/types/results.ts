import type * as ast from '../../ast.ts';
import { completes } from '../../resolve/completion.ts';
import { commonRow, fits } from './row-type.ts';
import type { Rows } from './typed-flow.ts';
import type { Typing } from './typing.ts';

/** What a step, an action or a sequence leaves behind. */
export type Result =
  | ({ readonly kind: 'rows' } & Rows)
  /** `construct`: that there is none can be told from the text alone, and is told by the rule about what can be bound. */
  | { readonly kind: 'none'; readonly because: 'statement' | 'arms' | 'construct' }
  /** Reported already, or of a construct that is not supported yet. */
  | { readonly kind: 'unknown' };

const none = { kind: 'none', because: 'construct' } as const;
const unknown = { kind: 'unknown' } as const;

/** The result of a step: its action's, with the columns as its `bind` writes them out. */
export function resultOfStep(typing: Typing, step: ast.Step): Result {
  const result = resultOfAction(typing, step.action);
  const declared = typing.declared.get(step);
  return result.kind === 'rows' && declared !== undefined && fits(result.columns, declared) ? { ...result, columns: declared } : result;
}

export function resultOfAction(typing: Typing, action: ast.Action): Result {
  switch (action.kind) {
    case 'sql':
    case 'await': {
      const rows = typing.rows.get(action);
      if (rows === undefined) return unknown;
      return rows === null ? { kind: 'none', because: 'statement' } : { kind: 'rows', columns: rows, from: [action] };
    }
    case 'group':
      return resultOfSequence(typing, action.body);
    case 'when':
      return action.else === null ? none : resultOfArms(typing, [...action.arms.map((arm) => arm.block), action.else]);
    case 'try':
      return resultOfArms(typing, [action.body, action.handler]);
    case 'sleep':
    case 'repeat':
    case 'break':
    case 'fail':
      return none;
    case 'return':
      return action.action === null ? none : resultOfAction(typing, action.action);
    case 'http':
    case 'call':
    case 'start':
    case 'task':
    case 'for':
      return unknown;
  }
}

export function resultOfSequence(typing: Typing, sequence: ast.Sequence): Result {
  const last = sequence.items.at(-1);
  if (last?.kind === 'step') return resultOfStep(typing, last);
  return last?.kind === 'race' ? unknown : none;
}

/** The row type common to all arms that complete. */
function resultOfArms(typing: Typing, blocks: readonly ast.Sequence[]): Result {
  const results = blocks.filter(completes).map((block) => resultOfSequence(typing, block));
  return results.reduce((a, b): Result => {
    if (a.kind === 'unknown' || b.kind === 'unknown') return unknown;
    if ((a.kind === 'none' && a.because === 'construct') || (b.kind === 'none' && b.because === 'construct')) return none;
    if (a.kind === 'none' || b.kind === 'none') return { kind: 'none', because: 'arms' };
    const columns = commonRow(a.columns, b.columns);
    return columns === null ? { kind: 'none', because: 'arms' } : { kind: 'rows', columns, from: [...a.from, ...b.from] };
  }, results[0] ?? none);
}
