import { didYouMean } from '../../../diagnostics/did-you-mean.ts';
import type { Span } from '../../../source/index.ts';
import { quoteIdentifier, type TypeInfo } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { mustExecute, report, type Typing } from './typing.ts';

/** The columns of the row that fires a flow, and whether its table can have the triggers: Postgres is asked by making them. */
export async function checkFiring(typing: Typing, flow: ast.Flow): Promise<void> {
  const clauses = flow.clauses.filter((clause) => clause.kind === 'after');
  const [first] = clauses;
  if (first === undefined) return;
  const table = tableText(first.table);
  const described = await typing.session.describe(`SELECT * FROM ${table}`, []);
  if (!described.ok) {
    report(typing, 'after-table', first.table.span, { table: first.table.name.text, error: described.error.message });
    return;
  }
  const columns = described.columns ?? [];
  const types = await typing.book.known(columns.map(({ type }) => type));
  for (const [i, { name }] of columns.entries()) typing.firing.set(name, types[i] as TypeInfo);
  for (const name of clauses.flatMap((clause) => clause.columns)) {
    if (!typing.firing.has(name.text)) reportColumn(typing, name.span, name.text);
  }
  await mustExecute(typing, "CREATE FUNCTION pg_temp.dflow_after() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
  const made = await typing.session.execute(
    `CREATE TRIGGER dflow_after AFTER INSERT ON ${table} REFERENCING NEW TABLE AS dflow_new FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.dflow_after()`,
  );
  if (made.ok) await mustExecute(typing, `DROP TRIGGER dflow_after ON ${table}`);
  else report(typing, 'after-table', first.table.span, { table: first.table.name.text, error: made.error.message });
  await mustExecute(typing, 'DROP FUNCTION pg_temp.dflow_after()');
}

/** A column that the table does not have. */
export function reportColumn(typing: Typing, at: Span, column: string): void {
  const columns = [...typing.firing.keys()];
  report(typing, 'after-column', at, { column, columns, suggestion: didYouMean(column, columns) });
}

function tableText({ schema, name }: ast.AfterClause['table']): string {
  return [...(schema === null ? [] : [schema]), name].map(({ text }) => quoteIdentifier(text)).join('.');
}
