import type { Graph, RefTarget, SqlText } from '../graph/index.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';
import { scanSql } from '../sql/scan.ts';
import { literal } from './literals.ts';
import { slotOf, type Variables } from './names.ts';
import { fromText, readVariable } from './types.ts';

/** What text of a function may refer to. */
export interface Scope {
  readonly graph: Graph;
  readonly variables: Variables;
  /** Expressions of `$run.*`, `$step.*` and `$err.*`, by `of` and field. */
  readonly context: (of: 'run' | 'step' | 'err', field: string) => string;
  /** The iteration that a step's record holds; null where nothing loops. */
  readonly iteration?: string | null;
  /** Where the row that fires the flow is not in variables: expressions of its columns. */
  readonly row?: (of: 'new' | 'old', column: string, type: string) => string;
}

/** SQL of the flow as it stands inside a PL/pgSQL function: references are variables, values are never spliced. */
export function emitSql(sql: SqlText, scope: Scope): string {
  const edits = [
    ...sql.refs.map((ref) => ({ start: ref.start, end: ref.end, text: emitReference(ref.target, scope) })),
    ...loopWords(sql.text),
  ].sort((a, b) => a.start - b.start);
  let out = '';
  let at = 0;
  for (const edit of edits) {
    out += sql.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + sql.text.slice(at);
}

export function emitReference(target: RefTarget, scope: Scope): string {
  switch (target.kind) {
    case 'param':
      return readVariable(scope.variables.param(target.name), target.type);
    case 'column':
      return readVariable(scope.variables.value(target.slot, target.column), target.type);
    case 'rows':
      return `(${emitRows(target.slot, scope)})${target.alias === null ? '' : ` as ${quoteIdentifier(target.alias)}`}`;
    case 'row':
      return scope.row?.(target.of, target.column, target.type) ?? readVariable(scope.variables.row(target.of, target.column), target.type);
    case 'context':
      return scope.context(target.of, target.field);
  }
}

/** A query that gives the rows of a slot with their types, in order. */
export function emitRows(slot: number, scope: Scope): string {
  const columns = slotOf(scope.graph, slot).columns;
  const selected = columns.map((column, i) => `${fromText(`c${i + 1}`, column.type)} as ${quoteIdentifier(column.name)}`);
  const arrays = columns.map((_, i) => scope.variables.column(slot, i));
  const names = columns.map((_, i) => `c${i + 1}`);
  return `select ${selected.join(', ')} from unnest(${arrays.join(', ')}) as "@rows"(${names.join(', ')})`;
}

/**
 * Statements that fail the step unless every binding that it reads a column of has its one row (or none, after `?`).
 */
export function emitGuards(texts: readonly SqlText[], scope: Scope, indent: string): string[] {
  return guardTargets(
    texts.flatMap((text) => text.refs.map((ref) => ref.target)),
    scope,
    indent,
  );
}

export function guardTargets(targets: readonly RefTarget[], scope: Scope, indent: string): string[] {
  const needed = new Map<number, boolean>();
  for (const target of targets) {
    if (target.kind !== 'column') continue;
    needed.set(target.slot, (needed.get(target.slot) ?? true) && target.optional);
  }
  const rows = new Set(targets.flatMap((target) => (target.kind === 'row' && !target.optional ? [target.of] : [])));
  const missing = [...rows].map((of) => `${indent}if not "@${of}" then perform pgdurable.fail_rows('${of}', 0); end if;`);
  return [...missing, ...slotGuards(needed, scope, indent)];
}

function slotGuards(needed: ReadonlyMap<number, boolean>, scope: Scope, indent: string): string[] {
  return [...needed].map(([slot, optional]) => {
    const rows = scope.variables.rows(slot);
    const wrong = optional ? `${rows} > 1` : `${rows} is distinct from 1`;
    return `${indent}if ${wrong} then perform pgdurable.fail_rows(${literal(slotOf(scope.graph, slot).name)}, ${rows}); end if;`;
  });
}

/** `loop` is no word of SQL, so it can only be a name there; PL/pgSQL would end the query at it. */
function loopWords(text: string): { start: number; end: number; text: string }[] {
  return scanSql(text)
    .tokens.filter((token) => token.kind === 'word' && text.slice(token.start, token.end).toLowerCase() === 'loop')
    .map((token) => ({ start: token.start, end: token.end, text: '"loop"' }));
}
