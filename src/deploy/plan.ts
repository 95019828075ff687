import type { CompiledFlow } from '../compile.ts';
import type { Session } from '../db/index.ts';
import { emitMigration } from '../emit/index.ts';
import { engineSql } from '../engine/index.ts';
import { type EngineState, readEngineState } from './engine-state.ts';

export interface DeployPlan {
  readonly engine: 'install' | 'upgrade' | 'unchanged';
  readonly flows: readonly FlowPlan[];
  /** The SQL that carries it out, in order; empty when nothing would change. */
  readonly scripts: readonly DeployScript[];
}

export interface FlowPlan {
  readonly flow: string;
  readonly change: 'added' | 'changed' | 'unchanged';
  /** First 8 hex digits of the hash. */
  readonly version: string;
  readonly number: number;
}

export interface DeployScript {
  /** The flow that it deploys; null for the engine. */
  readonly flow: string | null;
  readonly sql: string;
}

/** What a deployment of these flows would do to the database. An engine that is newer than this build is left alone: null. */
export async function planDeploy(session: Session, flows: readonly CompiledFlow[]): Promise<DeployPlan | { readonly newerEngine: number }> {
  const engine = await readEngineState(session);
  if (engine.kind === 'newer') return { newerEngine: engine.version };
  const deployed = engine.kind === 'absent' ? new Map<string, Deployed>() : await readDeployed(session);
  const planned = flows.map((compiled) => ({ compiled, plan: planFlow(compiled, deployed.get(compiled.graph.flow)) }));
  return {
    engine: engine.kind === 'absent' ? 'install' : engine.kind === 'older' ? 'upgrade' : 'unchanged',
    flows: planned.map(({ plan }) => plan),
    scripts: [
      ...engineScript(engine),
      ...planned
        .filter(({ plan }) => plan.change !== 'unchanged')
        .map(({ compiled, plan }) => ({
          flow: plan.flow,
          sql: emitMigration(compiled.graph, { hash: compiled.hash, number: plan.number }),
        })),
    ],
  };
}

interface Deployed {
  readonly hash: string;
  readonly number: number;
}

async function readDeployed(session: Session): Promise<Map<string, Deployed>> {
  const rows = await session.query<{ name: string; hash: string; number: number }>(
    'SELECT f.name, v.hash, f.number FROM pgdurable.flow f JOIN pgdurable.flow_version v ON v.version = f.version',
  );
  return new Map(rows.map((row) => [row.name, { hash: row.hash, number: row.number }]));
}

function planFlow({ graph, hash }: CompiledFlow, deployed: Deployed | undefined): FlowPlan {
  const version = hash.slice(0, 8);
  if (deployed === undefined) return { flow: graph.flow, change: 'added', version, number: 1 };
  if (deployed.hash === hash) return { flow: graph.flow, change: 'unchanged', version, number: deployed.number };
  return { flow: graph.flow, change: 'changed', version, number: deployed.number + 1 };
}

function engineScript(engine: EngineState): DeployScript[] {
  if (engine.kind === 'current') return [];
  return [{ flow: null, sql: engineSql({ from: engine.kind === 'absent' ? 0 : engine.version }) }];
}
