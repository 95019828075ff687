import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import type { SqlAction, TypedFlow } from '../types/index.ts';
import { type LintedStatement, placeOf } from './statements.ts';

/** All columns of a binding's own rows are known from the text; those of a table are not. */
export function lintSelectStar(flow: TypedFlow, statements: ReadonlyMap<SqlAction, readonly LintedStatement[]>): readonly Diagnostic[] {
  const bound = [...flow.sites].flatMap(([site, { from }]) =>
    from.flatMap((action) => (action.kind === 'sql' ? [[action, site.name.text] as const] : [])),
  );
  return [...new Map(bound)].flatMap(([action, binding]) => {
    const last = statements.get(action)?.at(-1);
    const tables = last?.shape?.starOf?.filter(({ name }) => !last.relations.includes(name)) ?? [];
    if (last === undefined || tables.length === 0) return [];
    const star = last.words.find(({ text, depth }) => text === '*' && depth === 0);
    const columns = (last.columns ?? []).map(({ name }) => name).join(', ');
    return [diagnose('select-star', placeOf(last, star ?? last), { binding, columns })];
  });
}
