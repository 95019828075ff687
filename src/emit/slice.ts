import type { Graph, GraphNode } from '../graph/index.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';
import { declareRow } from './firing-row.ts';
import { awaits } from './inbox.ts';
import { commentText, dollarQuote, literal } from './literals.ts';
import { declareLoops, endLoops, hasLoops, iterationOf, keyOf } from './loops.ts';
import { sliceName, variablesOf } from './names.ts';
import { emitNode } from './nodes.ts';
import { pinnedSettings } from './pinned-settings.ts';
import { emitGuards, emitSql, type Scope } from './references.ts';
import { declareSlot, loadSlots, saveSlot } from './slots.ts';
import { isJson, variableType } from './types.ts';

/**
 * The function that is the state machine of a flow's SQL steps and conditions. Called with the node at which a token
 * stands and what it has bound, it goes on from there until a node that is not its own to do, or a limit, and says where
 * it stopped, what was bound and which steps ran. One block per node, in the order of the text.
 */
export function emitSlice(graph: Graph, hash: string): string {
  const scope = sliceScope(graph, hash);
  const slots = graph.slots;
  const body = [
    '#variable_conflict use_column',
    'declare',
    '  "@node" int := "@claim".node;',
    '  "@slice" pgdurable.slice;',
    '  "@steps" int[] := \'{}\';                      -- node, rows, node, rows, ..',
    '  "@offset" interval := "@limits".clock_offset;',
    '  "@times" timestamptz[] := array[clock_timestamp()];  -- by the wall clock',
    '  "@rows" bigint; "@next" int;',
    '  "@row" record;',
    awaits(graph).length > 0
      ? '  "@woken" boolean := "@claim".state in (2, 5);  -- its time has come'
      : '  "@woken" boolean := "@claim".state = 5;       -- comes from a sleep',
    '  "@attempt" int := "@claim".attempt + 1;',
    '  "@fork" int; "@join" int; "@after" int; "@todo" int[]; "@fork_until" timestamptz;  -- branches that run in this slice one after another',
    ...declareLoops(graph),
    ...graph.params.map(
      (param) => `  ${scope.variables.param(param.name)} ${variableType(param.type)} := ${readParam(param.name, param.type)};`,
    ),
    ...declareRow(graph, scope.variables, '"@claim".params'),
    ...slots.flatMap((slot) => declareSlot(slot, scope)),
    'begin',
    ...loadSlots(slots, scope),
    ...emitUnless(graph, scope),
    '  loop',
    '    if "@node" = any ("@limits".slow) then',
    '      "@slice".status := 0; "@slice".lane := 1;',
    '      exit;',
    '    end if;',
    '    case "@node"',
    ...graph.nodes.flatMap((node) => [
      `      when ${node.id} then  -- ${commentText(`${node.kind} ${node.name}`)}`,
      ...emitNode(node, nodeScope(node, scope)),
    ]),
    '    end case;',
    '    "@attempt" := 1;',
    '    "@woken" := false;',
    '    if "@limits".max_steps = 1 or clock_timestamp() > "@limits".until or "@fork" is not null and clock_timestamp() > "@fork_until" then',
    '      "@slice".status := 0;',
    '      exit;',
    '    end if;',
    '  end loop;',
    ...endForks(graph),
    '  if "@limits".deferred is not null then',
    '    set constraints all immediate;',
    '    if "@limits".deferred <> \'\' then execute "@limits".deferred; end if;',
    '  end if;',
    ...slots.flatMap((slot) => saveSlot(slot, scope)),
    ...endLoops(graph),
    '  "@slice".node := "@node"; "@slice".steps := "@steps"; "@slice".times := "@times";',
    '  return "@slice";',
    'end',
  ].join('\n');
  return [
    `create or replace function pgdurable_flows.${quoteIdentifier(sliceName(graph.flow, hash))}("@claim" pgdurable.claim, "@limits" pgdurable.limits)`,
    '  returns pgdurable.slice',
    pinnedSettings(graph),
    `as ${dollarQuote(body)};`,
  ].join('\n');
}

function sliceScope(graph: Graph, hash: string): Scope {
  const fields: Record<string, string> = {
    'run.id': '("@claim".run)',
    'run.flow': `${literal(graph.flow)}::text`,
    'run.version': `${literal(hash.slice(0, 8))}::text`,
    'run.key': '("@claim".key)',
    'run.started_at': 'coalesce("@claim".started_at, "@times"[1] + "@offset")',
    'run.scheduled_at': '("@claim".scheduled_at)',
    'step.attempt': '"@attempt"',
    'err.code': '("@claim".err ->> \'code\')',
    'err.message': '("@claim".err ->> \'message\')',
    'err.step': '("@claim".err ->> \'step\')',
    'err.attempt': '("@claim".err ->> \'attempt\')::int',
    'err.detail': '("@claim".err -> \'detail\')',
  };
  return {
    graph,
    variables: variablesOf(graph),
    context: (of, field) => {
      const found = fields[`${of}.${field}`];
      if (found === undefined) throw new Error(`no expression for $${of}.${field}`);
      return found;
    },
  };
}

/** What a node sees of itself. */
function nodeScope(node: GraphNode, scope: Scope): Scope {
  const fields: Record<string, string> = { 'step.key': keyOf(node), 'step.iteration': iterationOf(node) };
  return {
    ...scope,
    context: (of, field) => fields[`${of}.${field}`] ?? scope.context(of, field),
    iteration: hasLoops(scope.graph) ? iterationOf(node) : null,
  };
}

function readParam(name: string, type: string): string {
  if (isJson(type)) return `nullif("@claim".params -> ${literal(name)}, 'null')`;
  return `"@claim".params ->> ${literal(name)}`;
}

/** Asked after a failed attempt: does `unless` of the node hold? Nodes that ask the same question share an answer. */
function emitUnless(graph: Graph, scope: Scope): string[] {
  const questions = new Map<string, number[]>();
  for (const node of graph.nodes) {
    if (node.kind !== 'sql' || node.retry?.unless == null) continue;
    const unless = node.retry.unless;
    const guards = emitGuards([unless], scope, '        ');
    const text = [...guards, `        if (${emitSql(unless, nodeScope(node, scope))}`, '        ) then "@slice".status := 9; end if;'].join(
      '\n',
    );
    questions.set(text, [...(questions.get(text) ?? []), node.id]);
  }
  if (questions.size === 0) return [];
  return [
    '  if "@claim".err is not null then',
    '    case "@node"',
    ...[...questions].flatMap(([text, nodes]) => [`      when ${nodes.join(', ')} then`, text]),
    '      else null;',
    '    end case;',
    '    return "@slice";',
    '  end if;',
  ];
}

/** A limit was reached between branches that ran in this slice: those that are left become tokens. */
function endForks(graph: Graph): string[] {
  if (!graph.nodes.some((node) => node.kind === 'fork')) return [];
  return [
    '  if "@slice".status = 0 and "@fork" is not null then',
    '    if "@node" <> "@join" then "@todo" := "@node" || "@todo"; end if;',
    '    if cardinality("@todo") = 0 then',
    '      "@node" := "@after";',
    '    else',
    '      "@slice".status := 5; "@slice".lane := 0; "@slice".branches := "@todo"; "@node" := "@fork";',
    '    end if;',
    '  end if;',
  ];
}
