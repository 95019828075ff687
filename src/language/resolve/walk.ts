import type * as ast from '../ast.ts';

export type ActionOf<K extends ast.ActionKind> = Extract<ast.Action, { readonly kind: K }>;

/** What encloses a step, named by the construct. A list of frames goes from the outermost to the innermost. */
export type Frame =
  | { readonly kind: 'join' | 'race'; readonly parallel: ast.Parallel; readonly branch: number }
  /** `arm` counts from 0; the `else` block comes after the arms. */
  | { readonly kind: 'when'; readonly action: ActionOf<'when'>; readonly arm: number }
  | { readonly kind: 'for'; readonly action: ActionOf<'for'> }
  | { readonly kind: 'repeat'; readonly action: ActionOf<'repeat'> }
  | { readonly kind: 'try' | 'catch'; readonly action: ActionOf<'try'> }
  | { readonly kind: 'undo'; readonly step: ast.Step }
  | { readonly kind: 'group'; readonly action: ActionOf<'group'> };

export interface Place<N = ast.Sequence | ast.Parallel | ast.Step> {
  readonly node: N;
  readonly frames: readonly Frame[];
}

/** Every sequence, parallel and step of a flow in the order of the text, the outer before the inner. */
export function places(flow: ast.Flow): readonly Place[] {
  const found: Place[] = [];
  const visitSequence = (node: ast.Sequence, frames: readonly Frame[]): void => {
    found.push({ node, frames });
    for (const item of node.items) item.kind === 'step' ? visitStep(item, frames) : visitParallel(item, frames);
  };
  const visitParallel = (node: ast.Parallel, frames: readonly Frame[]): void => {
    found.push({ node, frames });
    node.branches.forEach((step, branch) => {
      visitStep(step, [...frames, { kind: node.kind, parallel: node, branch }]);
    });
  };
  const visitStep = (node: ast.Step, frames: readonly Frame[]): void => {
    found.push({ node, frames });
    for (const { frame, block } of blocksOf(node)) visitSequence(block, [...frames, frame]);
  };
  visitSequence(flow.body, []);
  return found;
}

/** The places that are steps. */
export function stepPlaces(flow: ast.Flow): readonly Place<ast.Step>[] {
  return places(flow).filter((place): place is Place<ast.Step> => place.node.kind === 'step');
}

/** The action that does the work: what is written after `return`, else the action itself. */
export function workOf(action: ast.Action): ast.Action {
  return action.kind === 'return' && action.action !== null ? action.action : action;
}

/** The blocks inside a step, undo blocks included, in the order of the text. */
function blocksOf(step: ast.Step): readonly { readonly frame: Frame; readonly block: ast.Sequence }[] {
  const undos = step.modifiers.filter((modifier) => modifier.kind === 'undo');
  return [...blocksOfAction(workOf(step.action)), ...undos.map(({ block }) => ({ frame: { kind: 'undo', step } as const, block }))];
}

function blocksOfAction(action: ast.Action): readonly { readonly frame: Frame; readonly block: ast.Sequence }[] {
  switch (action.kind) {
    case 'when': {
      const blocks = [...action.arms.map((arm) => arm.block), ...(action.else === null ? [] : [action.else])];
      return blocks.map((block, arm) => ({ frame: { kind: 'when', action, arm }, block }));
    }
    case 'for':
    case 'repeat':
      return [{ frame: action.kind === 'for' ? { kind: 'for', action } : { kind: 'repeat', action }, block: action.body }];
    case 'try':
      return [
        { frame: { kind: 'try', action }, block: action.body },
        { frame: { kind: 'catch', action }, block: action.handler },
      ];
    case 'group':
      return [{ frame: { kind: 'group', action }, block: action.body }];
    case 'sql':
    case 'http':
    case 'sleep':
    case 'await':
    case 'call':
    case 'start':
    case 'task':
    case 'break':
    case 'fail':
    case 'return':
      return [];
  }
}
