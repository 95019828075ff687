import type { Hidden } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import { type Frame, workOf } from './walk.ts';
import type { Declaration } from './work.ts';

const REASONS: Readonly<Record<Frame['kind'], Hidden>> = {
  join: 'branch',
  race: 'branch',
  when: 'arm',
  for: 'loop',
  repeat: 'loop',
  try: 'try',
  catch: 'try',
  undo: 'undo',
  // Nothing but its own `undo` block fails to see what a group has bound.
  group: 'inside',
};

/** Why a name that is introduced somewhere in the flow cannot be read by `reference`; `frames` is null in a clause. */
export function whyHidden(declared: Declaration, reference: ast.Reference, frames: readonly Frame[] | null): Hidden {
  if (frames === null) return 'clause';
  const parted = declared.frames.findIndex((frame, i) => !sameSide(frame, frames[i]));
  const [theirs, ours] = [declared.frames[parted], frames[parted]];
  const siblings = theirs !== undefined && ours !== undefined && construct(theirs) === construct(ours);
  if (theirs !== undefined && (siblings || declared.name.span.start < reference.span.start)) {
    if (declared.step.bind?.name !== declared.name) return 'variable';
    const undone = ours?.kind === 'undo' && construct(theirs) === workOf(ours.step.action);
    return undone ? 'inside' : REASONS[theirs.kind];
  }
  const { span } = declared.step;
  if (span.start <= reference.span.start && reference.span.end <= span.end) return 'itself';
  const common = parted === -1 ? declared.frames : declared.frames.slice(0, parted);
  return common.some(({ kind }) => kind === 'for' || kind === 'repeat') ? 'iteration' : 'later';
}

function sameSide(a: Frame, b: Frame | undefined): boolean {
  return b !== undefined && a.kind === b.kind && construct(a) === construct(b) && side(a) === side(b);
}

function construct(frame: Frame): ast.Parallel | ast.Action | ast.Step {
  if ('parallel' in frame) return frame.parallel;
  return 'step' in frame ? frame.step : frame.action;
}

function side(frame: Frame): number {
  if ('parallel' in frame) return frame.branch;
  return frame.kind === 'when' ? frame.arm : 0;
}
