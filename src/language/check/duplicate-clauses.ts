import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import type { ResolvedFlow } from '../resolve/index.ts';

const REPEATABLE: Readonly<Record<ast.Clause['kind'], boolean>> = {
  every: true,
  after: true,
  key: false,
  limit: false,
  priority: false,
  timeout: false,
  retain: false,
  retry: false,
};

export function checkClauses({ flow }: ResolvedFlow): readonly Diagnostic[] {
  return flow.clauses.flatMap((clause, i) => {
    const first = flow.clauses.slice(0, i).find((other) => other.kind === clause.kind);
    if (first === undefined || REPEATABLE[clause.kind]) return [];
    return [diagnose('duplicate-clause', clause.span, { clause: clause.kind }, { labels: [{ span: first.span, message: 'given here' }] })];
  });
}
