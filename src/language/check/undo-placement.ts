import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import { type Frame, type ResolvedFlow, stepPlaces } from '../resolve/index.ts';

/** `undo` stands on steps after which the run goes on, a known number of times. */
export function checkUndos({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return stepPlaces(flow).flatMap(({ node, frames }) => {
    const why = whyUndoMisplaced(node.action, frames);
    if (why === null) return [];
    const undos = node.modifiers.filter((modifier) => modifier.kind === 'undo');
    return undos.map((undo) => diagnose('misplaced-undo', undo.span, { why, kind: node.action.kind }));
  });
}

/** Null where an `undo` may stand. */
export function whyUndoMisplaced(action: ast.Action, frames: readonly Frame[]): 'ends' | 'undo' | 'repeat' | null {
  if (action.kind === 'return' || action.kind === 'fail' || action.kind === 'break') return 'ends';
  if (frames.some((frame) => frame.kind === 'undo')) return 'undo';
  return frames.some((frame) => frame.kind === 'repeat') ? 'repeat' : null;
}
