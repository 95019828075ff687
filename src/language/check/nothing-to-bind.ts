import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { Span } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { completes, type ResolvedFlow, stepPlaces } from '../resolve/index.ts';

/** Why something has no result, as far as that can be told without asking a database; `at` is what has none. */
interface NoResult {
  readonly why: 'kind' | 'no-else' | 'arm' | 'last';
  readonly kind: string;
  readonly at: Span;
}

export function checkBound({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return stepPlaces(flow).flatMap(({ node }) => {
    const none = node.bind === null ? null : noResultOf(node.action);
    if (node.bind === null || none === null) return [];
    const labels = none.at === node.action.span ? [] : [{ span: none.at, message: 'this has no result' }];
    return [diagnose('nothing-to-bind', node.bind.name.span, { name: node.bind.name.text, kind: none.kind, why: none.why }, { labels })];
  });
}

/** Null where there is a result, or only SQL can tell. */
function noResultOf(action: ast.Action): NoResult | null {
  switch (action.kind) {
    case 'sql':
    case 'http':
    case 'await':
    case 'call':
    case 'start':
    case 'task':
      return null;
    case 'sleep':
    case 'repeat':
    case 'break':
    case 'fail':
    case 'return':
      return { why: 'kind', kind: action.kind, at: action.span };
    case 'when':
      if (action.else === null) return { why: 'no-else', kind: 'when', at: action.span };
      return noResultOfArms(action, [...action.arms.map((arm) => arm.block), action.else]);
    case 'try':
      return noResultOfArms(action, [action.body, action.handler]);
    case 'for':
      return asPartOf(action, 'last', noResultOfBlock(action.body));
    case 'group':
      return noResultOfGroup(action);
  }
}

function noResultOfGroup(action: Extract<ast.Action, { readonly kind: 'group' }>): NoResult | null {
  const [only, ...more] = action.body.items;
  if (only?.kind === 'join' && more.length === 0) return { why: 'kind', kind: '&', at: action.span };
  return asPartOf(action, 'last', noResultOfBlock(action.body));
}

function noResultOfArms(action: ast.Action, arms: readonly ast.Sequence[]): NoResult | null {
  const ends = arms.filter(completes);
  if (ends.length === 0) return { why: 'arm', kind: action.kind, at: action.span };
  const none = ends.map(noResultOfBlock).find((found) => found !== null);
  return asPartOf(action, 'arm', none ?? null);
}

/** A block's result is that of its last step. */
function noResultOfBlock(block: ast.Sequence): NoResult | null {
  const last = block.items.at(-1);
  if (last === undefined) return { why: 'kind', kind: 'nothing', at: block.span };
  if (last.kind === 'step') return noResultOf(last.action);
  return last.kind === 'join' ? { why: 'kind', kind: '&', at: last.span } : null;
}

function asPartOf(action: ast.Action, why: 'arm' | 'last', inner: NoResult | null): NoResult | null {
  return inner === null ? null : { why, kind: action.kind, at: inner.at };
}
