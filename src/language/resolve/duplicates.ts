import type * as ast from '../ast.ts';
import { stepPlaces } from './walk.ts';
import { lineOf, report, type Work } from './work.ts';

/** Labels are unique in a flow and differ from its bindings: both name steps. */
export function reportDuplicateLabels(work: Work): void {
  const steps = stepPlaces(work.flow).map((place) => place.node);
  const bindings = new Map(steps.flatMap(({ bind }) => (bind === null ? [] : [[bind.name.text, bind.name] as const])));
  const labels = new Map<string, ast.Name>();
  for (const { label } of steps) {
    if (label === null) continue;
    const other = labels.get(label.text);
    if (other === undefined) labels.set(label.text, label);
    const taken = other ?? bindings.get(label.text);
    if (taken === undefined) continue;
    const facts = { name: label.text, line: lineOf(work, taken.span), of: other === undefined ? ('binding' as const) : ('label' as const) };
    report(work, 'duplicate-label', label.span, facts, [{ span: taken.span, message: 'the other' }]);
  }
}

/** The columns of each list have different names. */
export function reportDuplicateColumns(work: Work): void {
  for (const list of columnLists(work.flow)) {
    const first = new Map<string, ast.Name>();
    for (const { name } of list.columns) {
      const other = first.get(name.text);
      if (other === undefined) first.set(name.text, name);
      else
        report(work, 'column-declared-twice', name.span, { name: name.text, line: lineOf(work, other.span) }, [
          { span: other.span, message: 'declared here' },
        ]);
    }
  }
}

function columnLists(flow: ast.Flow): readonly ast.Columns[] {
  const lists = [flow.returns];
  for (const { node } of stepPlaces(flow)) {
    lists.push(node.bind?.columns ?? null);
    const action = node.action.kind === 'return' ? node.action.action : node.action;
    if (action?.kind === 'await') lists.push(action.columns);
    if (action?.kind === 'task') lists.push(action.returns);
  }
  return lists.filter((list) => list !== null);
}
