import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type Span, span } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { places, type ResolvedFlow, workOf } from '../resolve/index.ts';
import { mayHaveTimeout } from './timeout-placement.ts';
import { whyUndoMisplaced } from './undo-placement.ts';

/** Constructs that the language has and nothing can run yet: each use is refused once. */
export function checkSupported({ flow }: ResolvedFlow): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const refuse = (construct: string, at: Span): void => {
    found.push(diagnose('not-yet-supported', at, { construct }));
  };
  for (const clause of flow.clauses) {
    if (UNSUPPORTED_CLAUSES[clause.kind]) refuse(`The clause \`${clause.kind}\``, keyword(clause, clause.kind));
  }
  for (const { node, frames } of places(flow)) {
    if (node.kind === 'race') refuse('A race with `|`', node.span);
    if (node.kind !== 'step') continue;
    const action = workOf(node.action);
    const unsupported = unsupportedAction(action);
    if (unsupported !== null) refuse(`\`${unsupported}\``, keyword(action, unsupported));
    for (const modifier of node.modifiers) {
      // Where it cannot stand anyway, or on a step that is refused itself, there is nothing to add.
      if (modifier.kind === 'undo' && whyUndoMisplaced(node.action, frames) === null) refuse('`undo`', keyword(modifier, 'undo'));
      if (modifier.kind === 'timeout' && mayHaveTimeout(action) && action.kind !== 'await' && unsupported === null)
        refuse('`timeout` on a step', keyword(modifier, 'timeout'));
    }
  }
  return found;
}

const UNSUPPORTED_CLAUSES: Readonly<Record<ast.Clause['kind'], boolean>> = {
  every: false,
  key: false,
  retain: false,
  retry: false,
  priority: false,
  timeout: false,
  limit: false,
  after: false,
};

/** The words that begin an action that cannot be run yet; null for one that can. */
function unsupportedAction(action: ast.Action): string | null {
  switch (action.kind) {
    case 'sql':
      return action.autocommit ? 'sql autocommit' : null;
    case 'http':
    case 'call':
    case 'start':
    case 'task':
    case 'for':
      return action.kind;
    case 'repeat':
    case 'break':
    case 'sleep':
    case 'await':
    case 'when':
    case 'fail':
    case 'try':
    case 'return':
    case 'group':
      return null;
  }
}

/** The place of the first word of a construct. */
function keyword(node: { readonly span: Span }, word: string): Span {
  const { file, start } = node.span;
  return span(file, start, start + (/^\w+/.exec(word)?.[0].length ?? 0));
}
