import type * as ast from '../ast.ts';
import { notSupported } from './not-supported.ts';

/** How many nodes a part of a flow becomes. Ids follow the text, so this tells the id of what comes after it. */
export function nodeCount(part: ast.Sequence | ast.SequenceItem): number {
  switch (part.kind) {
    case 'sequence':
      return sum(part.items);
    case 'join':
      return 2 + sum(part.branches);
    case 'race':
      return notSupported(part.kind);
    case 'step':
      return ofAction(part.action);
  }
}

function ofAction(action: ast.Action): number {
  switch (action.kind) {
    case 'sql':
    case 'sleep':
    case 'await':
    case 'fail':
    case 'break':
      return 1;
    case 'when':
      return 1 + sum(action.arms.map((arm) => arm.block)) + (action.else === null ? 0 : nodeCount(action.else));
    case 'repeat':
      return 2 + nodeCount(action.body);
    case 'try':
      return nodeCount(action.body) + 1 + nodeCount(action.handler);
    case 'group':
      return nodeCount(action.body);
    case 'return':
      return action.action === null ? 1 : ofAction(action.action) + 1;
    case 'http':
    case 'call':
    case 'start':
    case 'task':
    case 'for':
      return notSupported(action.kind);
  }
}

function sum(parts: readonly (ast.Sequence | ast.SequenceItem)[]): number {
  return parts.reduce((count, part) => count + nodeCount(part), 0);
}
