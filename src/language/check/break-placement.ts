import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type Frame, type ResolvedFlow, stepPlaces } from '../resolve/index.ts';

/** `break` leaves the nearest loop, unless other steps are running at that moment. */
export function checkBreaks({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return stepPlaces(flow).flatMap(({ node, frames }) => {
    if (node.action.kind !== 'break') return [];
    const why = whyMisplaced(frames);
    return why === null ? [] : [diagnose('misplaced-break', node.action.span, { why })];
  });
}

function whyMisplaced(frames: readonly Frame[]): 'no-loop' | 'branch' | 'undo' | 'parallel' | null {
  const loop = frames.findLastIndex((frame) => frame.kind === 'for' || frame.kind === 'repeat');
  if (loop === -1) return 'no-loop';
  const crossed = frames.slice(loop + 1).findLast((frame) => frame.kind === 'join' || frame.kind === 'race' || frame.kind === 'undo');
  if (crossed !== undefined) return crossed.kind === 'undo' ? 'undo' : 'branch';
  const frame = frames[loop];
  return frame?.kind === 'for' && frame.action.parallel !== null && frame.action.parallel.value > 1 ? 'parallel' : null;
}
