import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { ResolvedFlow } from '../resolve/index.ts';

/** A schedule gives no parameters, so each of them has a default. */
export function checkScheduleDefaults({ flow }: ResolvedFlow): readonly Diagnostic[] {
  const every = flow.clauses.find((clause) => clause.kind === 'every');
  const params = flow.params.filter((param) => param.default === null);
  if (every === undefined || params.length === 0) return [];
  const labels = params.map((param) => ({ span: param.span, message: 'has no default' }));
  const facts = { flow: flow.name.text, params: params.map((param) => param.name.text) };
  return [diagnose('schedule-needs-default', every.span, facts, { labels })];
}
