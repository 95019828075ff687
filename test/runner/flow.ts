import { createHash } from 'node:crypto';
import type { Database } from '../../src/db/index.ts';
import { emitMigration } from '../../src/emit/index.ts';
import { engineSql } from '../../src/engine/index.ts';
import type { Graph, GraphNode, GraphRetry, GraphSchedule, SqlRef } from '../../src/graph/index.ts';

export interface FlowText {
  readonly name: string;
  /** SQL steps, one after the other; `$run.id`, `$step.attempt` and `$run.scheduled_at` may be used. `pause: ..` is a sleep. */
  readonly steps: readonly string[];
  readonly retry?: GraphRetry;
  readonly alone?: boolean;
  readonly schedules?: readonly GraphSchedule[];
}

const CONTEXT = { 'run.id': 'uuid', 'run.scheduled_at': 'timestamptz', 'step.attempt': 'int' } as const;

/** A graph without the compiler: the runner's tests stand on the engine alone. */
export function graphOf({ name, steps, retry, alone, schedules }: FlowText): Graph {
  const nodes = steps.map((text, index): GraphNode => {
    const base = {
      id: index + 1,
      name: `step_${index + 1}`,
      named: true,
      description: null,
      source: { file: 'test.dflow', start: 0, end: 0, line: index + 1 },
    };
    const pause = /^pause: (\d+)$/.exec(text)?.[1];
    if (pause !== undefined) return { ...base, kind: 'sleep', time: { kind: 'duration', ms: Number(pause) }, next: index + 2 };
    const refs = [...text.matchAll(/\$(run|step)\.(\w+)/g)].map((match): SqlRef => {
      const of = match[1] as 'run' | 'step';
      const field = match[2] as string;
      const type = CONTEXT[`${of}.${field}` as keyof typeof CONTEXT];
      return { start: match.index, end: match.index + match[0].length, target: { kind: 'context', of, field, type } };
    });
    return {
      ...base,
      kind: 'sql',
      statements: [{ text, refs, columns: null }],
      into: null,
      retry: retry ?? null,
      alone: alone ?? false,
      next: index + 2,
    };
  });
  nodes.push({
    id: steps.length + 1,
    name: 'end_1',
    named: false,
    description: null,
    source: { file: 'test.dflow', start: 0, end: 0, line: steps.length + 1 },
    kind: 'end',
    result: null,
  });
  return {
    format: 1,
    flow: name,
    searchPath: ['public'],
    description: null,
    params: [],
    returns: null,
    schedules: schedules ?? [],
    triggers: [],
    row: [],
    key: null,
    limit: null,
    priority: 0,
    timeout: null,
    retain: 86_400_000,
    slots: [],
    nodes,
    entry: 1,
  };
}

/** Installs the engine and these flows. */
export async function install(database: Database, flows: readonly FlowText[], schema = ''): Promise<void> {
  await run(database, engineSql());
  await run(database, schema);
  for (const flow of flows) await deployFlow(database, flow, 1);
}

export async function deployFlow(database: Database, flow: FlowText, number: number): Promise<void> {
  const graph = graphOf(flow);
  const hash = createHash('sha256').update(JSON.stringify(graph)).digest('hex');
  await run(database, emitMigration(graph, { hash, number }));
}

async function run(database: Database, text: string): Promise<void> {
  if (text === '') return;
  const result = await database.script(text);
  if (!result.ok)
    throw new Error(
      `${result.error.message} (line ${result.line})\n${text
        .split('\n')
        .slice(Math.max(0, (result.line ?? 1) - 3), (result.line ?? 1) + 2)
        .join('\n')}`,
    );
}
