import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import type * as ast from '../../ast.ts';
import type { SqlAction, TypedFlow } from '../types/index.ts';
import { type LintedStatement, placeOf } from './statements.ts';

/** Statements of a flow that fire it again: each run would start the next one. */
export function lintFiresItself(
  { resolved }: TypedFlow,
  statements: ReadonlyMap<SqlAction, readonly LintedStatement[]>,
): readonly Diagnostic[] {
  const clauses = resolved.flow.clauses.filter((clause) => clause.kind === 'after');
  return [...statements.values()].flat().flatMap((statement) => {
    const clause = clauses.find((one) => fires(statement, one));
    if (clause === undefined) return [];
    const labels = [{ span: clause.span, message: 'fired by this' }];
    const facts = { table: clause.table.name.text, event: clause.event, conditional: clause.condition !== null };
    return [diagnose('fires-itself', placeOf(statement, statement), facts, { labels })];
  });
}

/** What a statement does to which of its tables is told by its words: an UPDATE of a table does not insert into it. */
function fires({ shape, words }: LintedStatement, { event, columns, table }: ast.AfterClause): boolean {
  const writes = shape?.writes ?? [];
  const same = writes.some(
    ({ schema, name }) => name === table.name.text && (schema === null || table.schema === null || schema === table.schema.text),
  );
  const says = (text: string): boolean => words.some((word) => word.text === text);
  return same && says(event) && (columns.length === 0 || columns.some(({ text }) => says(text)));
}
