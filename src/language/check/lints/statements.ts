import { type Span, span } from '../../../source/index.ts';
import {
  normalizeSql,
  type Part,
  quoteIdentifier,
  type StatementShape,
  scanSql,
  shapeOf,
  type Word,
  within,
  wordsIn,
} from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { stepPlaces, workOf } from '../../resolve/index.ts';
import type { RowType, SqlAction, TypedFlow, TypedReference } from '../types/index.ts';

/** A statement of a flow, ready to be looked at. */
export interface LintedStatement extends Part {
  readonly action: SqlAction;
  readonly words: readonly Word[];
  readonly columns: RowType | null;
  readonly shape: StatementShape | null;
  /** Names of the bindings that it reads as relations. */
  readonly relations: readonly string[];
}

/** The statements of each `sql` action in the order of the text. */
export function statementsOf(flow: TypedFlow): ReadonlyMap<SqlAction, readonly LintedStatement[]> {
  const parallel = inBranches(flow);
  const fired = flow.resolved.flow.clauses.some(({ kind }) => kind === 'after');
  return new Map(
    [...flow.statements].map(([action, statements]) => {
      const { text } = action.sql;
      const scan = scanSql(text);
      const linted = statements.map((part): LintedStatement => {
        const references = within(flow.references.get(action.sql) ?? [], part);
        const words = wordsIn(text, scan, part);
        const relations = references.flatMap((one) => (one.kind === 'rows' ? [one.reference.name] : []));
        const shape = words.some(isTelling) || fired || parallel.has(action) ? shapeOf(readable(text, part, references)) : null;
        return { action, start: part.start, end: part.end, words, columns: part.columns, shape, relations };
      });
      return [action, linted];
    }),
  );
}

/** The place in the file of a part of a statement's region. */
export function placeOf({ action }: LintedStatement, { start, end }: Part): Span {
  return span(action.sql.span.file, action.sql.span.start + start, action.sql.span.start + end);
}

/** Whether a statement with this word in it may be one that a lint is about wherever it stands: analysing one takes a millisecond. */
function isTelling({ text }: Word): boolean {
  return /^(update|delete|limit|fetch|\*)$/.test(text);
}

/** The actions that may run at the same time as another. */
function inBranches({ resolved }: TypedFlow): ReadonlySet<ast.Action> {
  const inside = stepPlaces(resolved.flow).filter(({ frames }) => frames.some(({ kind }) => kind === 'join'));
  return new Set(inside.map(({ node }) => workOf(node.action)));
}

/** The text of a statement with names and values in place of references, for a parser that knows none. */
function readable(text: string, { start, end }: Part, references: readonly TypedReference[]): string {
  const parts = references.map((one) => ({
    start: one.start - start,
    end: one.end - start,
    stand: one.kind === 'rows' ? quoteIdentifier(one.reference.name) : '$1',
  }));
  return normalizeSql(text.slice(start, end), parts);
}
