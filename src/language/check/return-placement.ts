import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type Frame, type ResolvedFlow, stepPlaces } from '../resolve/index.ts';

const REFUSED_IN: Readonly<Record<Frame['kind'], '&' | '|' | 'for' | 'undo' | null>> = {
  join: '&',
  race: '|',
  for: 'for',
  undo: 'undo',
  when: null,
  repeat: null,
  try: null,
  catch: null,
  group: null,
};

/** `return` completes the run, so nothing may be running beside it. */
export function checkReturns({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return stepPlaces(flow).flatMap(({ node, frames }) => {
    if (node.action.kind !== 'return') return [];
    const inside = frames.map((frame) => REFUSED_IN[frame.kind]).findLast((kind) => kind !== null);
    return inside === undefined || inside === null ? [] : [diagnose('misplaced-return', node.action.span, { inside })];
  });
}
