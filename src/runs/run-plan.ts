import type { Phase } from '../diagnostics/index.ts';
import { ask, type Engine } from './ask.ts';

/** A step that a run will come to, or may. */
export interface PlannedStep {
  readonly node: number;
  readonly name: string;
  readonly kind: string;
  /** How many forks and loops it lies inside. */
  readonly depth: number;
}

/**
 * The steps of a run's flow in the order of the text. Nodes are numbered so that what is inside a fork or a loop stands between
 * it and its end, so the nesting can be read off their order.
 */
export async function runPlan(engine: Engine, run: string): Promise<Phase<readonly PlannedStep[] | null>> {
  const asked = await ask<Omit<PlannedStep, 'depth'>>(engine, NODES, [run]);
  if (asked.value === null) return { value: null, diagnostics: asked.diagnostics };
  let depth = 0;
  const value = asked.value.flatMap((step) => {
    if (step.kind === 'join') depth--;
    const planned = shown.has(step.kind) ? [{ ...step, depth }] : [];
    if (step.kind === 'fork' || step.kind === 'repeat') depth++;
    if (step.kind === 'again') depth--;
    return planned;
  });
  return { value, diagnostics: [] };
}

/** The kinds of nodes that take time or fail; the others only lead from one to another. */
const shown: ReadonlySet<string> = new Set(['sql', 'sleep', 'await', 'fail', 'fork', 'repeat', 'again']);

/** A run shows its version as the first 32 bits of its hash; the number of a version is the first 64, without the highest. */
const NODES = `SELECT n.node, n.name, n.kind FROM pgdurable.node n JOIN pgdurable.runs r
    ON n.version >> 32 = ('x' || r.version)::bit(32)::bigint & 2147483647
  WHERE r.id = $1::uuid ORDER BY n.node`;
