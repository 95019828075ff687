import { type Span, span } from '../../../source/index.ts';
import { normalizeSql, quoteIdentifier, type SqlScan, type StatementShape, scanSql, shapeOf } from '../../../sql/index.ts';
import type { RowType, SqlAction, TypedFlow, TypedReference } from '../types/index.ts';

/** A statement of a flow, ready to be looked at. */
export interface LintedStatement {
  readonly action: SqlAction;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly columns: RowType | null;
  readonly shape: StatementShape | null;
  readonly scan: SqlScan;
  /** Names of the bindings that it reads as relations. */
  readonly relations: readonly string[];
}

/** The statements of each `sql` action in the order of the text. */
export function statementsOf(flow: TypedFlow): ReadonlyMap<SqlAction, readonly LintedStatement[]> {
  return new Map(
    [...flow.statements].map(([action, statements]) => {
      const references = flow.references.get(action.sql) ?? [];
      const scan = scanSql(action.sql.text);
      const linted = statements.map(({ start, end, columns }): LintedStatement => {
        const text = action.sql.text.slice(start, end);
        const parts = references
          .map((reference) => ({ ...offsets(action, reference), stand: standIn(reference) }))
          .filter((part) => part.start >= start && part.end <= end)
          .map((part) => ({ ...part, start: part.start - start, end: part.end - start }));
        const relations = references.flatMap((one) => (one.kind === 'rows' ? [one.reference.name] : []));
        return { action, start, end, text, columns, shape: shapeOf(normalizeSql(text, parts)), scan, relations };
      });
      return [action, linted];
    }),
  );
}

/** The place in the file of offsets of a statement's region; the whole statement if none are given. */
export function placeOf(
  { action, start, end }: LintedStatement,
  part: { readonly start: number; readonly end: number } = { start, end },
): Span {
  return span(action.sql.span.file, action.sql.span.start + part.start, action.sql.span.start + part.end);
}

/** The tokens of a statement without comments, with the depth of brackets at each. */
export function lexemesOf({
  action,
  scan,
  start,
  end,
}: LintedStatement): readonly { readonly text: string; readonly depth: number; readonly start: number; readonly end: number }[] {
  let depth = 0;
  return scan.tokens
    .filter((token) => token.kind !== 'comment' && token.start >= start && token.end <= end)
    .map((token) => {
      const written = action.sql.text.slice(token.start, token.end);
      if (written === ')') depth--;
      const lexeme = { text: token.kind === 'word' ? written.toLowerCase() : written, depth, start: token.start, end: token.end };
      if (written === '(') depth++;
      return lexeme;
    });
}

function standIn(reference: TypedReference): string {
  return reference.kind === 'rows' ? quoteIdentifier(reference.reference.name) : '$1';
}

function offsets({ sql }: SqlAction, { reference }: TypedReference): { readonly start: number; readonly end: number } {
  return { start: reference.span.start - sql.span.start, end: reference.span.end - sql.span.start };
}
