import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { span } from '../../source/index.ts';
import { scanSql } from '../../sql/index.ts';
import type * as ast from '../ast.ts';
import type { ResolvedFlow } from '../resolve/index.ts';

type Event = ast.AfterClause['event'] | 'schedule';

/** Flows that rows start: no parameters, one table, conditions that triggers can have, and `$new` and `$old` where there is one. */
export function checkFiringRows(resolved: ResolvedFlow): readonly Diagnostic[] {
  const { flow } = resolved;
  const clauses = flow.clauses.filter((clause) => clause.kind === 'after');
  const [first, ...others] = clauses;
  if (first === undefined) return [];
  const [param] = flow.params;
  return [
    ...(param === undefined ? [] : [diagnose('after-with-parameters', param.span, { flow: flow.name.text })]),
    ...others
      .filter((other) => nameOf(other) !== nameOf(first))
      .map((other) => diagnose('after-tables-differ', other.table.span, { first: nameOf(first), other: nameOf(other) })),
    ...clauses.flatMap(checkCondition),
    ...checkReads(resolved, clauses),
  ];
}

function nameOf({ table: { schema, name } }: ast.AfterClause): string {
  return schema === null ? name.text : `${schema.text}.${name.text}`;
}

function checkCondition({ condition }: ast.AfterClause): readonly Diagnostic[] {
  if (condition === null) return [];
  const { text, span: at } = condition;
  const found = scanSql(text).tokens.find(
    (token) => token.kind === 'word' && text.slice(token.start, token.end).toLowerCase() === 'select',
  );
  return found === undefined ? [] : [diagnose('after-subquery', span(at.file, at.start + found.start, at.start + found.end), {})];
}

function checkReads({ flow, references }: ResolvedFlow, clauses: readonly ast.AfterClause[]): readonly Diagnostic[] {
  const all: Event[] = [
    ...clauses.map(({ event }) => event),
    ...flow.clauses.flatMap(({ kind }) => (kind === 'every' ? (['schedule'] as const) : [])),
  ];
  return [...references].flatMap(([region, found]) => {
    const own = clauses.find(({ condition }) => condition === region);
    const events = own === undefined ? all : [own.event];
    return found.flatMap(({ reference, target }) => {
      if (target.kind !== 'row') return [];
      const without = events.filter((event) => !hasRow(event, target.of));
      const [event] = without;
      if (event === undefined || (reference.optional && without.length < events.length)) return [];
      return [
        diagnose('after-without-row', reference.span, {
          of: target.of,
          column: target.column,
          event,
          always: without.length === events.length,
        }),
      ];
    });
  });
}

function hasRow(event: Event, of: 'new' | 'old'): boolean {
  return event === 'update' || event === (of === 'new' ? 'insert' : 'delete');
}
