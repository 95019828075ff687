import type { Graph, GraphRetry, GraphRowColumn, GraphSchedule, GraphTrigger } from '../../graph/index.ts';
import type * as ast from '../ast.ts';
import type { Lowering } from './lowering.ts';
import { expressionText } from './sql-text.ts';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const RETAIN = 30 * DAY;
const BACKOFF = { from: SECOND, to: 60 * SECOND };

type ClauseOf<K extends ast.Clause['kind']> = Extract<ast.Clause, { readonly kind: K }>;

export function clausesOf<K extends ast.Clause['kind']>(flow: ast.Flow, kind: K): readonly ClauseOf<K>[] {
  return flow.clauses.filter((clause): clause is ClauseOf<K> => clause.kind === kind);
}

export function lowerSchedules(flow: ast.Flow): readonly GraphSchedule[] {
  return clausesOf(flow, 'every').map(({ when, overlap, catchup }) => {
    const rest = { overlap: overlap ?? 'skip', catchup: catchup?.ms ?? null } as const;
    if (when.kind === 'duration') return { kind: 'interval', ms: when.duration.ms, ...rest };
    return { kind: 'cron', cron: when.cron.value, zone: when.zone?.value ?? 'UTC', ...rest };
  });
}

export function lowerTriggers(lowering: Lowering, flow: ast.Flow): readonly GraphTrigger[] {
  return clausesOf(flow, 'after').map(({ event, columns, table, condition }) => ({
    event,
    columns: columns.map(({ text }) => text),
    table: { schema: table.schema?.text ?? null, name: table.name.text },
    condition: condition === null ? null : expressionText(lowering, condition),
  }));
}

/** Columns that are read anywhere but in the conditions, which see the row itself. */
export function lowerRow({ typed }: Lowering, flow: ast.Flow): readonly GraphRowColumn[] {
  const conditions = new Set<unknown>(clausesOf(flow, 'after').map(({ condition }) => condition));
  const read = [...typed.references].flatMap(([region, references]) => (conditions.has(region) ? [] : references));
  const columns = new Map<string, GraphRowColumn>();
  for (const one of read) {
    if (one.kind === 'row') columns.set(`${one.of}.${one.column}`, { of: one.of, name: one.column, type: one.type.name });
  }
  return [...columns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, column]) => column);
}

export function lowerKey(lowering: Lowering, flow: ast.Flow): Graph['key'] {
  const key = clausesOf(flow, 'key')[0];
  if (key === undefined) return null;
  return { expressions: key.expressions.map((expression) => expressionText(lowering, expression)), once: key.once };
}

export function lowerLimit(lowering: Lowering, flow: ast.Flow): Graph['limit'] {
  const limit = clausesOf(flow, 'limit')[0];
  if (limit === undefined) return null;
  return { count: limit.count.value, per: limit.per === null ? null : expressionText(lowering, limit.per) };
}

export function lowerRetain(flow: ast.Flow): number {
  return clausesOf(flow, 'retain')[0]?.duration.ms ?? RETAIN;
}

/** `retry 0` is none. */
export function lowerRetry(lowering: Lowering, { count, backoff, unless }: ast.RetryClause): GraphRetry | null {
  if (count.value === 0) return null;
  const pauses = backoff === null ? BACKOFF : { from: backoff.from.ms, to: (backoff.to ?? backoff.from).ms };
  return { count: count.value, ...pauses, unless: unless === null ? null : expressionText(lowering, unless) };
}
