import type { Word } from './words.ts';

export type StatementKind =
  /** Described by the judge; may return rows. */
  | { readonly kind: 'query' }
  /** Described by the judge, returns no rows: CALL, NOTIFY, DO, COPY on the server. Not run by a check. */
  | { readonly kind: 'command' }
  /** CREATE TABLE .. AS: described for its references, then executed. */
  | { readonly kind: 'create-as' }
  /** Not analysed by Postgres until it runs: executed by the check in a transaction that is rolled back. */
  | { readonly kind: 'utility' }
  | { readonly kind: 'refused'; readonly why: Refusal };

/** `output`: CALL of a procedure that gives values back, which is found by describing it. */
export type Refusal =
  | 'transaction'
  | 'session'
  | 'outside-transaction'
  | 'prepared'
  | 'cursor'
  | 'client-copy'
  | 'select-into'
  | 'explain'
  | 'output';

type Classify = (statement: readonly Word[]) => StatementKind;

const query: StatementKind = { kind: 'query' };
const command: StatementKind = { kind: 'command' };
const utility: StatementKind = { kind: 'utility' };
const refused = (why: Refusal): StatementKind => ({ kind: 'refused', why });

const byFirstWord: Readonly<Record<string, StatementKind | Classify>> = {
  select: (s) => (hasSelectInto(s) ? refused('select-into') : query),
  with: (s) => (hasSelectInto(s) ? refused('select-into') : query),
  call: command,
  notify: command,
  do: command,
  copy: (s) => (hasAny(s, 'stdin', 'stdout') ? refused('client-copy') : command),
  explain: refused('explain'),

  begin: refused('transaction'),
  start: refused('transaction'),
  commit: refused('transaction'),
  end: refused('transaction'),
  rollback: refused('transaction'),
  abort: refused('transaction'),
  savepoint: refused('transaction'),
  release: refused('transaction'),

  set: (s) => (second(s) === 'constraints' ? utility : refused(second(s) === 'transaction' ? 'transaction' : 'session')),
  reset: refused('session'),
  show: refused('session'),
  listen: refused('session'),
  unlisten: refused('session'),
  discard: refused('session'),
  load: refused('session'),

  prepare: (s) => refused(second(s) === 'transaction' ? 'transaction' : 'prepared'),
  execute: refused('prepared'),
  deallocate: refused('prepared'),

  declare: refused('cursor'),
  fetch: refused('cursor'),
  move: refused('cursor'),
  close: refused('cursor'),

  vacuum: refused('outside-transaction'),
  checkpoint: refused('outside-transaction'),
  create: (s) => (runsOutside(s) ? refused('outside-transaction') : isCreateTableAs(s) ? { kind: 'create-as' } : utility),
  alter: (s) => (runsOutside(s) || second(s) === 'system' ? refused('outside-transaction') : utility),
  drop: (s) => (runsOutside(s) ? refused('outside-transaction') : utility),
  reindex: (s) => (hasAny(s, 'concurrently', 'database', 'schema', 'system') ? refused('outside-transaction') : utility),
  cluster: (s) => (s.length === 1 ? refused('outside-transaction') : utility),

  truncate: utility,
  analyze: utility,
  analyse: utility,
  comment: utility,
  grant: utility,
  revoke: utility,
  lock: utility,
  refresh: utility,
  reassign: utility,
  security: utility,
  import: command,
};

/** What a statement is, by its words. One that is not known is a query: Postgres says what is wrong with it. */
export function statementKind(statement: readonly Word[]): StatementKind {
  const found = byFirstWord[statement.find(({ text }) => text !== '(')?.text ?? ''];
  if (found === undefined) return query;
  return typeof found === 'function' ? found(statement) : found;
}

/** The table in `pg_temp` that a statement creates, as it is written. */
export function temporaryTable(statement: readonly Word[]): string | null {
  const table = statement.findIndex(({ text }) => text === 'table');
  if (statement[0]?.text !== 'create' || table === -1 || table > 3) return null;
  const [first, dot, second] = statement.slice(table + 1).filter(({ text }) => !['if', 'not', 'exists'].includes(text));
  if (first?.text === 'pg_temp' && dot?.text === '.') return second?.text ?? null;
  return hasAny(statement.slice(1, table), 'temp', 'temporary') ? (first?.text ?? null) : null;
}

/** SELECT .. INTO t creates a table; INSERT INTO and MERGE INTO do not. */
function hasSelectInto(statement: readonly Word[]): boolean {
  return statement.some(({ text, depth }, i) => text === 'into' && depth === 0 && !/^(insert|merge)$/.test(statement[i - 1]?.text ?? ''));
}

function isCreateTableAs(statement: readonly Word[]): boolean {
  const table = statement.findIndex(({ text }) => text === 'table');
  if (table === -1 || table > 3) return false;
  return statement.some(
    ({ text, depth }, i) => text === 'as' && depth === 0 && /^(select|with|values|table|execute|\()$/.test(statement[i + 1]?.text ?? ''),
  );
}

const outsideObjects = new Set(['database', 'tablespace', 'subscription']);

function runsOutside(statement: readonly Word[]): boolean {
  return outsideObjects.has(second(statement)) || hasAny(statement, 'concurrently');
}

function hasAny(statement: readonly Word[], ...wanted: readonly string[]): boolean {
  return statement.some(({ text }) => wanted.includes(text));
}

function second(statement: readonly Word[]): string {
  return statement[1]?.text ?? '';
}
