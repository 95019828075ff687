import type { Graph, GraphTrigger, SqlText } from '../graph/index.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';
import { indentSql } from './indent-sql.ts';
import { dollarQuote, literal } from './literals.ts';
import { sliceName, variablesOf, versionId } from './names.ts';
import { pinnedSettings } from './pinned-settings.ts';
import { emitSql, type Scope } from './references.ts';
import { asText, isJson, isJsonScalar } from './types.ts';

/** Rows handed over in one call: as many runs are inserted by one statement. */
const ROWS = 10_000;

/** The name of the function that the trigger of the i-th `after` clause calls, and of the trigger. */
export function triggerName(graph: Graph, hash: string, i: number): string {
  return `${sliceName(graph.flow, hash)}_on${i + 1}`;
}

/**
 * The functions that the triggers of a flow call: they start one run for each row whose `when` holds, with the columns that
 * the flow reads, in the form in which slices read them back exactly.
 */
export function emitTriggers(graph: Graph, hash: string): string[] {
  return graph.triggers.map((trigger, i) =>
    [
      `create or replace function pgdurable_flows.${quoteIdentifier(triggerName(graph, hash, i))}() returns trigger`,
      pinnedSettings(graph),
      `as ${dollarQuote((trigger.event === 'update' ? forRow : forStatement)(graph, hash, trigger))};`,
    ].join('\n'),
  );
}

function forRow(graph: Graph, hash: string, trigger: GraphTrigger): string {
  const start = `perform pgdurable.start_rows(${versionId(hash)}, array[${rowOf(graph, trigger)}]);`;
  return [
    '#variable_conflict use_column',
    'begin',
    ...(trigger.condition === null
      ? [`  ${start}`]
      : [`  if (${conditionOf(graph, trigger, trigger.condition)}`, '  ) then', `    ${start}`, '  end if;']),
    '  return null;',
    'end',
  ].join('\n');
}

function forStatement(graph: Graph, hash: string, trigger: GraphTrigger): string {
  const start = `perform pgdurable.start_rows(${versionId(hash)}, "@rows");`;
  return [
    '#variable_conflict use_column',
    'declare',
    '  "@rows" jsonb[] := \'{}\'; "@row" jsonb;',
    'begin',
    `  for "@row" in select ${rowOf(graph, trigger)} from ${relationOf(trigger)}`,
    ...(trigger.condition === null ? [] : [`     where (${conditionOf(graph, trigger, trigger.condition)}`, '     )']),
    '  loop',
    '    "@rows" := array_append("@rows", "@row");',
    `    if cardinality("@rows") >= ${ROWS} then`,
    `      ${start}`,
    '      "@rows" := \'{}\';',
    '    end if;',
    '  end loop;',
    '  if cardinality("@rows") > 0 then',
    `    ${start}`,
    '  end if;',
    '  return null;',
    'end',
  ].join('\n');
}

function conditionOf(graph: Graph, trigger: GraphTrigger, condition: SqlText): string {
  const fields: Record<string, string> = { 'run.flow': `${literal(graph.flow)}::text`, 'run.scheduled_at': 'null::timestamptz' };
  const scope: Scope = {
    graph,
    variables: variablesOf(graph),
    context: (of, field) => fields[`${of}.${field}`] ?? 'null',
    row: (of, column, type) => (hasRow(trigger, of) ? `${relationOf(trigger, of)}.${quoteIdentifier(column)}` : `null::${type}`),
  };
  return indentSql(emitSql(condition, scope), '      ').trimStart();
}

function hasRow({ event }: GraphTrigger, of: 'new' | 'old'): boolean {
  return event === 'update' || (event === 'insert') === (of === 'new');
}

/** What the row is called in the trigger's function. */
function relationOf({ event }: GraphTrigger, of: 'new' | 'old' = event === 'delete' ? 'old' : 'new'): string {
  return event === 'update' ? of : `"@${of}"`;
}

/** The columns of the row that the flow reads, as JSON. */
function rowOf(graph: Graph, trigger: GraphTrigger): string {
  const rows = (['new', 'old'] as const)
    .filter((of) => hasRow(trigger, of))
    .map((of) => {
      const values = graph.row
        .filter((column) => column.of === of)
        .map(({ name, type }) => {
          const value = `${relationOf(trigger, of)}.${quoteIdentifier(name)}`;
          return `jsonb_build_object(${literal(name)}, to_jsonb(${isJsonScalar(type) || isJson(type) ? value : asText(value, type)}))`;
        });
      return `${literal(of)}, ${values.length === 0 ? "'{}'::jsonb" : values.join(' || ')}`;
    });
  return `jsonb_build_object(${rows.join(', ')})`;
}
