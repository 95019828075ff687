import type { Graph, GraphNode, SignalColumn } from '../graph/index.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';
import { dollarQuote, literal } from './literals.ts';
import { sliceName } from './names.ts';
import { pinnedSettings } from './pinned-settings.ts';
import { asText } from './types.ts';

type AwaitNode = Extract<GraphNode, { kind: 'await' }>;

/** The steps of a flow that wait for signals. */
export function awaits({ nodes }: Graph): readonly AwaitNode[] {
  return nodes.filter((node): node is AwaitNode => node.kind === 'await');
}

/**
 * The function that a sender of signals calls: it refuses a payload that does not fit, converts it as jsonb_populate_record
 * does, and returns the values as the texts in which bindings keep them.
 */
export function emitInbox(graph: Graph, hash: string): string {
  const signals = new Map(awaits(graph).map(({ signal, columns }) => [signal, columns]));
  const body = [
    '#variable_conflict use_column',
    'declare',
    '  "@values" text[] := \'{}\';',
    '  "@column" text;',
    'begin',
    '  case "@signal"',
    ...[...signals].flatMap(([signal, columns]) => [`    when ${literal(signal)} then`, ...convert(graph.flow, signal, columns)]),
    '  end case;',
    '  return "@values";',
    'end',
  ].join('\n');
  return [
    `create or replace function pgdurable_flows.${quoteIdentifier(`${sliceName(graph.flow, hash)}_inbox`)}("@signal" text, "@payload" jsonb)`,
    '  returns text[]',
    pinnedSettings(graph),
    `as ${dollarQuote(body)};`,
  ].join('\n');
}

function convert(flow: string, signal: string, columns: readonly SignalColumn[] | null): string[] {
  if (columns === null) return ['      "@values" := array["@payload"::text];'];
  const required = columns.filter(({ nullable }) => !nullable);
  return [
    `      perform pgdurable.check_payload(${literal(flow)}, ${literal(signal)}, "@payload", ${names(columns)}, ${names(required)});`,
    '      begin',
    ...columns.flatMap(({ name, type }) => [
      `        "@column" := ${literal(name)};`,
      `        "@values" := array_append("@values", (select ${asText('r.v', type)}`,
      `          from jsonb_to_record(jsonb_build_object('v', "@payload" -> ${literal(name)})) r(v ${type})));`,
    ]),
    '      exception when others then',
    `        raise exception using errcode = 'PD002', message = format('column %s of signal ${signal}: %s', "@column", sqlerrm);`,
    '      end;',
  ];
}

function names(columns: readonly SignalColumn[]): string {
  return `array[${columns.map(({ name }) => literal(name)).join(', ')}]::text[]`;
}
