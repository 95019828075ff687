import { astVisitor, parseFirst, type QName, type Statement } from 'pgsql-ast-parser';

export interface TableName {
  readonly schema: string | null;
  readonly name: string;
}

/** What a statement does, as far as it can be read off its text. */
export interface StatementShape {
  /** Tables that it inserts into, updates, deletes from or truncates, data-modifying WITH included. */
  readonly writes: readonly TableName[];
  /** Those of its UPDATE and DELETE statements that have no WHERE. */
  readonly withoutWhere: readonly { readonly verb: 'UPDATE' | 'DELETE'; readonly table: TableName }[];
  /** Tables of an outermost SELECT that takes all columns with `*`; null where it names them. */
  readonly starOf: readonly TableName[] | null;
  /** Some SELECT has a LIMIT and no ORDER BY. */
  readonly unorderedLimit: boolean;
}

/** Longer statements hold data; they are not worth the time. */
const LENGTH_LIMIT = 20_000;

/**
 * The shape of one statement, whose references have been replaced by what a parser of SQL takes. Null where it cannot be
 * analysed: the parser does not know all of Postgres, and what it does not know is no error.
 */
export function shapeOf(statement: string): StatementShape | null {
  if (statement.length > LENGTH_LIMIT) return null;
  try {
    return readShape(parseFirst(statement));
  } catch {
    // The parser's grammar is smaller than that of Postgres, which has accepted the statement: not analysed.
    return null;
  }
}

function readShape(statement: Statement): StatementShape {
  const writes: TableName[] = [];
  const withoutWhere: { verb: 'UPDATE' | 'DELETE'; table: TableName }[] = [];
  let unorderedLimit = false;
  astVisitor((visitor) => ({
    insert: (insert) => {
      writes.push(tableName(insert.into));
      visitor.super().insert(insert);
    },
    update: (update) => {
      writes.push(tableName(update.table));
      if (!update.where) withoutWhere.push({ verb: 'UPDATE', table: tableName(update.table) });
      visitor.super().update(update);
    },
    delete: (remove) => {
      writes.push(tableName(remove.from));
      if (!remove.where) withoutWhere.push({ verb: 'DELETE', table: tableName(remove.from) });
      visitor.super().delete(remove);
    },
    truncateTable: (truncate) => {
      writes.push(...truncate.tables.map(tableName));
    },
    selection: (select) => {
      if (select.limit?.limit && !select.orderBy?.length) unorderedLimit = true;
      visitor.super().selection(select);
    },
  })).statement(statement);
  return { writes, withoutWhere, starOf: starOf(statement), unorderedLimit };
}

function starOf(statement: Statement): readonly TableName[] | null {
  if (statement.type === 'with') return starOf(statement.in);
  if (statement.type !== 'select' || !statement.columns?.some(({ expr }) => expr.type === 'ref' && expr.name === '*')) return null;
  return (statement.from ?? []).flatMap((from) => (from.type === 'table' ? [tableName(from.name)] : []));
}

function tableName({ schema, name }: QName): TableName {
  return { schema: schema ?? null, name };
}
