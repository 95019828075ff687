import {
  callsIn,
  isSessionLock,
  type Part,
  type Rewritten,
  rewrite,
  type StatementKind,
  statementKind,
  temporaryTable,
  within,
  wordsIn,
} from '../../../sql/index.ts';
import { printReference } from './references.ts';
import { reportRefused } from './refused.ts';
import { isUnknown, spanOf, substitutionsIn, type TypedRegion, typeRegion } from './region.ts';
import { reportRejected } from './rejected.ts';
import type { RowType } from './row-type.ts';
import type { SqlAction, TypedStatement } from './typed-flow.ts';
import { mustExecute, report, type Typing } from './typing.ts';

/** Judges the statements of a `sql` action one after another, each in the database as those before it left it. */
export async function checkSqlAction(typing: Typing, action: SqlAction): Promise<void> {
  const typed = await typeRegion(typing, action.sql);
  const statements: TypedStatement[] = [];
  let last: RowType | null | undefined = null;
  const temporary: string[] = [];
  for (const part of typed.scan.statements) {
    const words = wordsIn(action.sql.text, typed.scan, part);
    const kind = statementKind(words);
    const calls = callsIn(words);
    for (const call of calls.filter(({ name }) => isSessionLock(name))) {
      const instead = call.name.includes('unlock') ? null : call.name.replace('advisory_', 'advisory_xact_');
      report(typing, 'session-lock', spanOf(action.sql, call), { function: call.name, instead });
    }
    last = typing.blind ? undefined : await judge(typing, typed, part, kind);
    const table = temporaryTable(words);
    if (table !== null) temporary.push(table);
    const alone =
      kind.kind === 'utility' || kind.kind === 'create-as' || words[0]?.text === 'do' || calls.some(({ name }) => name === 'set_config');
    statements.push({ ...part, columns: last ?? null, alone });
  }
  // A temporary table is gone when the step is done.
  if (!typing.blind) for (const table of temporary) await mustExecute(typing, `DROP TABLE IF EXISTS pg_temp.${table} CASCADE`);
  typing.statements.set(action, statements);
  if (last !== undefined) typing.rows.set(action, last);
}

/** The columns of a statement, null for one without rows; undefined where they are not known, and said why. */
async function judge(typing: Typing, typed: TypedRegion, part: Part, kind: StatementKind): Promise<RowType | null | undefined> {
  if (kind.kind === 'refused') {
    reportRefused(typing, typed, part, kind.why);
    return undefined;
  }
  if (isUnknown(typed, part)) return undefined;
  if (kind.kind === 'utility') {
    const [found] = within(typed.references, part);
    if (found === undefined) return execute(typing, typed, part);
    report(typing, 'value-in-utility', found.reference.span, { reference: printReference(found.reference) });
    return undefined;
  }
  const rewritten = rewrite(typed.region.text, part, substitutionsIn(typed, part));
  const described = await typing.session.describe(rewritten.text, rewritten.parameters);
  if (!described.ok) {
    reportRejected(typing, typed, part, rewritten, described.error, 'statement');
    return undefined;
  }
  if (kind.kind === 'create-as') return execute(typing, typed, part, ' WITH NO DATA');
  if (kind.kind === 'command' && described.columns !== null) {
    reportRefused(typing, typed, part, 'output');
    return undefined;
  }
  if (described.columns === null) return null;
  const types = await typing.book.known(described.columns.map((column) => column.type));
  return described.columns.map(({ name }, i) => ({ name, type: types[i] as (typeof types)[number] }));
}

/** A query is not run: what it would do to the data, and whether it fails on them, is not for a check to find out. */
async function execute(typing: Typing, typed: TypedRegion, part: Part, without: '' | ' WITH NO DATA' = ''): Promise<null | undefined> {
  const says = /\bwith\s+(no\s+)?data\s*$/i.test(typed.region.text.slice(part.start, part.end));
  const rewritten: Rewritten = rewrite(typed.region.text, part, substitutionsIn(typed, part), { nulls: true, after: says ? '' : without });
  const executed = await typing.session.execute(rewritten.text);
  if (executed.ok) return null;
  typing.blind = true;
  if (executed.error.code === '25001') reportRefused(typing, typed, part, 'outside-transaction');
  else reportRejected(typing, typed, part, rewritten, executed.error, 'statement');
  return undefined;
}
