import type { Graph, GraphParam } from '../graph/index.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';
import { declareRow } from './firing-row.ts';
import { dollarQuote, literal } from './literals.ts';
import { sliceName, variablesOf } from './names.ts';
import { pinnedSettings } from './pinned-settings.ts';
import { emitSql, type Scope } from './references.ts';
import { asText, isArray, isJson, isJsonScalar, variableType } from './types.ts';

/**
 * The function that a start calls: it refuses what does not fit the parameters, converts as jsonb_populate_record does,
 * evaluates defaults, the key and the value of `limit`, and returns the parameters in the form in which slices read them back exactly.
 */
export function emitArguments(graph: Graph, hash: string): string {
  const scope = argumentsScope(graph);
  const fired = graph.triggers.length > 0;
  const names = fired ? ['new', 'old'] : graph.params.map((param) => param.name);
  const required = graph.params.filter((param) => param.default === null).map((param) => param.name);
  const body = [
    '#variable_conflict use_column',
    'declare',
    '  "@arguments" pgdurable.arguments;',
    '  "@name" text;',
    ...graph.params.map((param) => `  ${scope.variables.param(param.name)} ${variableType(param.type)};`),
    ...declareRow(graph, scope.variables, '"@params"'),
    'begin',
    `  perform pgdurable.check_arguments(${literal(graph.flow)}, "@params", ${textArray(names)}, ${textArray(required)});`,
    ...convert(graph.params, scope),
    fired
      ? '  "@arguments".params := "@params";'
      : `  "@arguments".params := jsonb_build_object(${graph.params.map((param) => `${literal(param.name)}, ${store(param, scope)}`).join(', ')});`,
    ...keyOf(graph, scope),
    ...slotOfLimit(graph, scope),
    '  return "@arguments";',
    'end',
  ].join('\n');
  return [
    `create or replace function pgdurable_flows.${quoteIdentifier(`${sliceName(graph.flow, hash)}_args`)}("@params" jsonb, "@scheduled_at" timestamptz)`,
    '  returns pgdurable.arguments',
    pinnedSettings(graph),
    `as ${dollarQuote(body)};`,
  ].join('\n');
}

function argumentsScope(graph: Graph): Scope {
  const fields: Record<string, string> = { 'run.flow': `${literal(graph.flow)}::text`, 'run.scheduled_at': '"@scheduled_at"' };
  return {
    graph,
    variables: variablesOf(graph),
    context: (of, field) => {
      const found = fields[`${of}.${field}`];
      if (found === undefined) throw new Error(`no expression for $${of}.${field} in a clause`);
      return found;
    },
  };
}

function convert(params: readonly GraphParam[], scope: Scope): string[] {
  if (params.length === 0) return [];
  return [
    '  begin',
    ...params.flatMap((param) => {
      const read = convertOne(param, scope);
      const given = `"@params" ? ${literal(param.name)}`;
      const name = `    "@name" := ${literal(param.name)};`;
      if (param.default === null) return [name, `    ${read}`];
      return [
        name,
        `    if ${given} then`,
        `      ${read}`,
        '    else',
        `      ${scope.variables.param(param.name)} := (${param.default}`,
        '      );',
        '    end if;',
      ];
    }),
    '  exception when others then',
    `    raise exception using errcode = 'PD002', message = format('parameter %s of flow ${scope.graph.flow}: %s', "@name", sqlerrm);`,
    '  end;',
  ];
}

function convertOne(param: GraphParam, scope: Scope): string {
  const variable = scope.variables.param(param.name);
  const value = `"@params" -> ${literal(param.name)}`;
  if (isJson(param.type)) return `${variable} := nullif(${value}, 'null');`;
  if (variableType(param.type) === param.type && !isArray(param.type)) return `${variable} := "@params" ->> ${literal(param.name)};`;
  return `select r.v::${variableType(param.type)} into ${variable} from jsonb_to_record(jsonb_build_object('v', ${value})) r(v ${param.type});`;
}

/** Parameters are kept as JSON where JSON holds them exactly, else as their text: slices read both the same way. */
function store(param: GraphParam, scope: Scope): string {
  const variable = scope.variables.param(param.name);
  return isJsonScalar(param.type) || isJson(param.type) ? `to_jsonb(${variable})` : `to_jsonb(${asText(variable, param.type)})`;
}

function keyOf(graph: Graph, scope: Scope): string[] {
  if (graph.key === null) return [];
  const values = graph.key.expressions.map((expression) => `(${emitSql(expression, scope)}\n  )::text`);
  const key = values.length === 1 ? values[0] : `row(${values.join(', ')})::text`;
  return [`  if num_nulls(${values.join(', ')}) = 0 then`, `    "@arguments".key := ${key};`, '  end if;'];
}

/** NULL is a value like any other: its runs share slots. */
function slotOfLimit({ limit }: Graph, scope: Scope): string[] {
  if (limit === null) return [];
  if (limit.per === null) return [`  "@arguments".slot := '';`];
  return [`  "@arguments".slot := quote_nullable((${emitSql(limit.per, scope)}`, '  )::text);'];
}

function textArray(values: readonly string[]): string {
  return `array[${values.map(literal).join(', ')}]::text[]`;
}
