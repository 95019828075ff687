import type { SqlScan } from './scan.ts';

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

export type Refusal = 'transaction' | 'session' | 'outside-transaction' | 'prepared' | 'cursor' | 'client-copy' | 'select-into' | 'explain';

type Classify = (statement: StatementWords) => StatementKind;

/** The words of one statement, lower case; everything that is no word is its sign, or empty. */
export interface StatementWords {
  readonly words: readonly string[];
  /** Depth of brackets at each word. */
  readonly depths: readonly number[];
}

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

  set: (s) => (s.words[1] === 'constraints' ? utility : refused(s.words[1] === 'transaction' ? 'transaction' : 'session')),
  reset: refused('session'),
  show: refused('session'),
  listen: refused('session'),
  unlisten: refused('session'),
  discard: refused('session'),
  load: refused('session'),

  prepare: (s) => refused(s.words[1] === 'transaction' ? 'transaction' : 'prepared'),
  execute: refused('prepared'),
  deallocate: refused('prepared'),

  declare: refused('cursor'),
  fetch: refused('cursor'),
  move: refused('cursor'),
  close: refused('cursor'),

  vacuum: refused('outside-transaction'),
  checkpoint: refused('outside-transaction'),
  create: (s) => (runsOutside(s) ? refused('outside-transaction') : isCreateTableAs(s) ? { kind: 'create-as' } : utility),
  alter: (s) => (runsOutside(s) || s.words[1] === 'system' ? refused('outside-transaction') : utility),
  drop: (s) => (runsOutside(s) ? refused('outside-transaction') : utility),
  reindex: (s) => (hasAny(s, 'concurrently', 'database', 'schema', 'system') ? refused('outside-transaction') : utility),
  cluster: (s) => (s.words.length === 1 ? refused('outside-transaction') : utility),

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
export function statementKind(statement: StatementWords): StatementKind {
  const found = byFirstWord[statement.words.find((word) => word !== '(') ?? ''];
  if (found === undefined) return query;
  return typeof found === 'function' ? found(statement) : found;
}

export function wordsOf(text: string, scan: SqlScan, part: { readonly start: number; readonly end: number }): StatementWords {
  const words: string[] = [];
  const depths: number[] = [];
  let depth = 0;
  for (const token of scan.tokens) {
    if (token.start < part.start || token.end > part.end || token.kind === 'comment') continue;
    const written = text.slice(token.start, token.end);
    if (written === ')') depth--;
    words.push(token.kind === 'word' ? written.toLowerCase() : token.kind === 'other' ? written : '');
    depths.push(depth);
    if (written === '(') depth++;
  }
  return { words, depths };
}

/** SELECT .. INTO t creates a table; INSERT INTO and MERGE INTO do not. */
function hasSelectInto({ words, depths }: StatementWords): boolean {
  return words.some((word, i) => word === 'into' && depths[i] === 0 && words[i - 1] !== 'insert' && words[i - 1] !== 'merge');
}

function isCreateTableAs({ words, depths }: StatementWords): boolean {
  const table = words.indexOf('table');
  if (table === -1 || table > 3) return false;
  return words.some((word, i) => word === 'as' && depths[i] === 0 && /^(select|with|values|table|execute|\()$/.test(words[i + 1] ?? ''));
}

/** The table that CREATE TEMPORARY TABLE creates, as it is written. */
export function temporaryTable({ words }: StatementWords): string | null {
  const table = words.indexOf('table');
  if (words[0] !== 'create' || table > 3 || !words.slice(1, table).some((word) => word === 'temp' || word === 'temporary')) return null;
  const name = words.slice(table + 1).find((word) => !['if', 'not', 'exists'].includes(word));
  return name || null;
}

const outsideObjects = new Set(['database', 'tablespace', 'subscription']);

function runsOutside(statement: StatementWords): boolean {
  return outsideObjects.has(statement.words[1] ?? '') || hasAny(statement, 'concurrently');
}

function hasAny({ words }: StatementWords, ...wanted: readonly string[]): boolean {
  return words.some((word) => wanted.includes(word));
}
