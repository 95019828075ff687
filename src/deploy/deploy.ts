import type { CompiledFlow } from '../compile.ts';
import type { Database, ScriptNotice } from '../db/index.ts';
import type { SqlError } from '../sql/index.ts';
import { type DeployPlan, planDeploy } from './plan.ts';

export type DeployResult =
  | { readonly ok: true; readonly plan: DeployPlan; readonly notices: readonly ScriptNotice[] }
  | { readonly ok: false; readonly newerEngine: number }
  /** Nothing was changed. `flow` is null when the engine itself was refused. */
  | { readonly ok: false; readonly flow: string | null; readonly error: SqlError; readonly sql: string; readonly line: number | null };

/** Held while a database is deployed to, so that two deployments follow one another. */
const DEPLOY_LOCK = 'pgdurable.deploy';

/** Installs or upgrades the engine and deploys the flows: in one transaction, under a lock. Twice in a row is a no-op. */
export async function deploy(database: Database, flows: readonly CompiledFlow[]): Promise<DeployResult> {
  try {
    return await database.transaction(async (session) => {
      await session.query('SELECT pg_advisory_xact_lock(hashtext($1))', [DEPLOY_LOCK]);
      const plan = await planDeploy(session, flows);
      if ('newerEngine' in plan) return { ok: false, newerEngine: plan.newerEngine };
      const notices: ScriptNotice[] = [];
      for (const { flow, sql } of plan.scripts) {
        const result = await session.script(sql);
        if (!result.ok) throw new Refused({ ok: false, flow, error: result.error, sql, line: result.line });
        notices.push(...result.notices);
      }
      return { ok: true, plan, notices };
    });
  } catch (error) {
    // Thrown only to have the transaction rolled back.
    if (error instanceof Refused) return error.result;
    throw error;
  }
}

class Refused extends Error {
  readonly result: DeployResult;

  constructor(result: DeployResult) {
    super('refused');
    this.result = result;
  }
}
