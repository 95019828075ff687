import { didYouMean } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import type { Viewpoint } from './resolve-reference.ts';
import { resolveRegion } from './resolve-region.ts';
import type { ActionOf } from './walk.ts';
import { lineOf, report, type Work } from './work.ts';

/** The flow that a `call` or `start` names, and its arguments by name. */
export function resolveCallee(work: Work, action: ActionOf<'call' | 'start'>, place: Viewpoint): void {
  resolveArguments(work, action.args, place);
  const name = action.flow.text;
  const callee = work.flows.get(name);
  if (callee === undefined) {
    report(work, 'unknown-flow', action.flow.span, { name, suggestion: didYouMean(name, work.flows.keys()) });
    return;
  }
  const params = callee.params.map((param) => param.name.text);
  const given = action.args.map((arg) => arg.name.text);
  for (const arg of action.args) {
    if (params.includes(arg.name.text)) continue;
    const suggestion = didYouMean(
      arg.name.text,
      params.filter((param) => !given.includes(param)),
    );
    report(work, 'unknown-argument', arg.name.span, { name: arg.name.text, flow: name, params, suggestion });
  }
  // An argument that is no parameter is probably the one that is missing.
  if (given.some((arg) => !params.includes(arg))) return;
  const missing = callee.params.filter((param) => param.default === null && !given.includes(param.name.text));
  if (missing.length > 0)
    report(work, 'missing-argument', action.flow.span, { flow: name, missing: missing.map((param) => param.name.text) });
}

export function resolveArguments(work: Work, args: readonly ast.Argument[], place: Viewpoint): void {
  const first = new Map<string, ast.Name>();
  for (const { name, value } of args) {
    resolveRegion(work, value, place);
    const other = first.get(name.text);
    if (other === undefined) first.set(name.text, name);
    else
      report(work, 'duplicate-argument', name.span, { name: name.text, line: lineOf(work, other.span) }, [
        { span: other.span, message: 'given here' },
      ]);
  }
}
