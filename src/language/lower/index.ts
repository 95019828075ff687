/**
 * Lowering: a flow whose types are known becomes its step graph. Knows no database; whatever could be wrong has been
 * reported before.
 */
import { edgesOf, GRAPH_FORMAT, type Graph } from '../../graph/index.ts';
import { LineIndex, type SourceFile, span } from '../../source/index.ts';
import type { TypedFlow } from '../check/types/index.ts';
import { completes } from '../resolve/index.ts';
import { clausesOf, lowerKey, lowerLimit, lowerRetain, lowerRetry, lowerRow, lowerSchedules, lowerTriggers } from './clauses.ts';
import { type Lowering, nextId } from './lowering.ts';
import { nodeCount } from './node-count.ts';
import { lowerEnd, lowerSequence } from './nodes.ts';
import { assignSlots } from './slots.ts';
import { plainText } from './sql-text.ts';

export function lower(typed: TypedFlow, source: SourceFile, searchPath: readonly string[]): Graph {
  const { flow, steps } = typed.resolved;
  const slots = assignSlots(typed);
  const taken = new Set([...steps.values()].map(({ name }) => name));
  const start: Lowering = {
    typed,
    slots,
    lines: new LineIndex(source.text),
    nodes: [],
    retry: null,
    taken,
    depth: 0,
    exit: null,
    handler: null,
    caught: null,
  };
  const retry = clausesOf(flow, 'retry')[0];
  const lowering: Lowering = { ...start, retry: retry === undefined ? null : lowerRetry(start, retry) };

  const entry = lowerSequence(lowering, flow.body, nodeCount(flow.body) + 1);
  // A join leads on even where one of its branches always fails.
  const end = nextId(lowering);
  if (completes(flow.body) || edgesOf(lowering).some(({ to }) => to === end))
    lowerEnd(lowering, null, span(flow.span.file, flow.span.end - 1, flow.span.end), false);
  return {
    format: GRAPH_FORMAT,
    flow: flow.name.text,
    description: flow.description,
    searchPath,
    params: flow.params.map((param) => ({
      name: param.name.text,
      type: typed.params.get(param)?.name ?? param.type.text,
      default: param.default === null ? null : plainText(param.default),
    })),
    returns: typed.returns?.map(({ name, type }) => ({ name, type: type.name })) ?? null,
    schedules: lowerSchedules(flow),
    triggers: lowerTriggers(lowering, flow),
    row: lowerRow(lowering, flow),
    key: lowerKey(lowering, flow),
    limit: lowerLimit(lowering, flow),
    priority: clausesOf(flow, 'priority')[0]?.value.value ?? 0,
    timeout: clausesOf(flow, 'timeout')[0]?.duration.ms ?? null,
    retain: lowerRetain(flow),
    slots: slots.slots,
    nodes: lowering.nodes,
    entry,
  };
}
