import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { cover } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { completes, places, type ResolvedFlow, workOf } from '../resolve/index.ts';

/** Steps behind one from which no way leads on. The first of them is enough to report. */
export function checkReachable({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return places(flow).flatMap(({ node }) => {
    if (node.kind === 'step') return unreachableUntil(workOf(node.action));
    if (node.kind !== 'sequence') return [];
    const stop = node.items.findIndex((item) => !completes(item));
    const [last, dead, end] = [node.items[stop], node.items[stop + 1], node.items.at(-1)];
    if (last === undefined || dead === undefined || end === undefined) return [];
    const labels = [{ span: last.span, message: 'no way leads past this' }];
    return [diagnose('unreachable-step', cover(dead.span, end.span), { after: whatStops(last) }, { labels })];
  });
}

/** An `until` behind a body that is never done is never asked. */
function unreachableUntil(action: ast.Action): readonly Diagnostic[] {
  if (action.kind !== 'repeat' || action.until === null || completes(action.body)) return [];
  const labels = [{ span: action.body.span, message: 'no way leads past this' }];
  return [diagnose('unreachable-step', action.until.span, { after: 'body' }, { labels })];
}

function whatStops(item: ast.SequenceItem): 'fail' | 'return' | 'break' | 'repeat' | 'ways' {
  if (item.kind !== 'step') return 'ways';
  const { action } = item;
  if (action.kind === 'repeat') return action.until === null ? 'repeat' : 'ways';
  return action.kind === 'fail' || action.kind === 'return' || action.kind === 'break' ? action.kind : 'ways';
}
