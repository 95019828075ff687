import type * as ast from '../ast.ts';
import { workOf } from './walk.ts';

/** Whether what follows can be reached: false when every way through ends in `fail`, `return` or `break`. */
export function completes(node: ast.Sequence | ast.SequenceItem): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.every(completes);
    case 'join':
      return node.branches.every(completes);
    case 'race':
      return node.branches.some(completes);
    case 'step':
      return actionCompletes(node.action);
  }
}

function actionCompletes(action: ast.Action): boolean {
  switch (action.kind) {
    case 'fail':
    case 'return':
    case 'break':
      return false;
    case 'when':
      return action.else === null || completes(action.else) || action.arms.some((arm) => completes(arm.block));
    case 'try':
      return completes(action.body) || completes(action.handler);
    case 'group':
      return completes(action.body);
    case 'repeat':
      // `max` ends a loop by failing, so it is no way out.
      return (action.until !== null && completes(action.body)) || holdsBreak(action.body);
    // The rows may be none, and then the body does not run.
    case 'for':
    case 'sql':
    case 'http':
    case 'sleep':
    case 'await':
    case 'call':
    case 'start':
    case 'task':
      return true;
  }
}

/** Whether a `break` in the body of a loop leaves that loop; one in an inner loop leaves the inner one. */
function holdsBreak(node: ast.Sequence | ast.SequenceItem): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.some(holdsBreak);
    case 'join':
    case 'race':
      return node.branches.some(holdsBreak);
    case 'step':
      return actionHoldsBreak(workOf(node.action));
  }
}

function actionHoldsBreak(action: ast.Action): boolean {
  switch (action.kind) {
    case 'break':
      return true;
    case 'when':
      return action.arms.some((arm) => holdsBreak(arm.block)) || (action.else !== null && holdsBreak(action.else));
    case 'try':
      return holdsBreak(action.body) || holdsBreak(action.handler);
    case 'group':
      return holdsBreak(action.body);
    default:
      return false;
  }
}
