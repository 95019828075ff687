/** A Postgres type by its full name: `bigint`, `numeric(12,2)`, `text[]`, `public.mood`; what `format_type` prints with an empty search_path. */
export type TypeText = string;

/** What the database knows of a type; `judge.types` answers it. */
export interface TypeInfo {
  /** The canonical full name, typmod included. */
  readonly name: TypeText;
  /** Without the typmod: what a parameter is declared as. */
  readonly base: TypeText;
  readonly oid: number;
  readonly kind: 'base' | 'array' | 'composite' | 'domain' | 'enum' | 'range' | 'multirange' | 'pseudo';
  /** For a domain: the type below it (typmod included), all the way down; else null. */
  readonly domainOf: TypeText | null;
}

export interface DescribedColumn {
  readonly name: string;
  /** Of a domain the type below it, all the way down: the protocol tells no more. */
  readonly type: TypeText;
}

export type Described =
  /** `columns` is null when the statement returns no rows. */
  { readonly ok: true; readonly columns: readonly DescribedColumn[] | null } | { readonly ok: false; readonly error: SqlError };

/** A refusal by Postgres. `position` is a UTF-16 offset (from 0) in the text that was sent; null when the server gave none. */
export interface SqlError {
  readonly code: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly position: number | null;
}

/**
 * Postgres as the judge of SQL. One `session` is one transaction that is rolled back at its end: statements that
 * Describe does not analyse are executed in it, so that the statements after them see what they did.
 * It throws only when the database itself is gone.
 */
export interface SqlJudge {
  /** Resolves type names as written; null where there is no such type (with the server's error). */
  types(
    names: readonly TypeText[],
  ): Promise<readonly ({ readonly ok: true; readonly type: TypeInfo } | { readonly ok: false; readonly error: SqlError })[]>;
  session<T>(use: (session: JudgeSession) => Promise<T>): Promise<T>;
  /** Major version of the server, e.g. 18. */
  readonly serverVersion: number;
}

export interface JudgeSession {
  /** As `SqlJudge.types`, in this session's transaction: types that its statements have created are there. */
  types: SqlJudge['types'];
  /** Parse + Describe of one statement whose parameters `$1..$n` have these types. A refused one leaves the session usable. */
  describe(statement: string, parameters: readonly TypeText[]): Promise<Described>;
  /** Executes a statement (DDL) inside the session's transaction. */
  execute(statement: string): Promise<{ readonly ok: true } | { readonly ok: false; readonly error: SqlError }>;
}
