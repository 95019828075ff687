import type { CompiledFlow } from '../compile.ts';
import { type DeployPlan, type DeployResult, deploy, planDeploy } from '../deploy/index.ts';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import { ENGINE_VERSION } from '../engine/index.ts';
import { applySchema } from './apply-schema.ts';
import type { OpenedDatabase } from './open-database.ts';
import type { Project } from './project-file.ts';
import { readSchema } from './read-sources.ts';

export interface Deployed {
  readonly plan: DeployPlan;
  /** Schema files that were brought into the embedded database. */
  readonly schema: readonly string[];
}

/** Brings a database to what the project says: the engine, the flows and, where it is the embedded one, the schema. */
export async function deployProject(
  project: Project,
  flows: readonly CompiledFlow[],
  target: OpenedDatabase,
): Promise<Phase<Deployed | null>> {
  const { database, where } = target;
  const schema = target.embedded ? await bringSchema(project, target) : { value: [], diagnostics: [] };
  if (schema.value === null) return { value: null, diagnostics: schema.diagnostics };
  const result = await deploy(database, flows);
  if (!result.ok) return { value: null, diagnostics: [...schema.diagnostics, refusal(result, where)] };
  return { value: { plan: result.plan, schema: schema.value }, diagnostics: schema.diagnostics };
}

/** What `deployProject` would do to engine and flows; it changes nothing. */
export async function planProject(flows: readonly CompiledFlow[], { database, where }: OpenedDatabase): Promise<Phase<DeployPlan | null>> {
  const plan = await planDeploy(database, flows);
  if ('newerEngine' in plan) return { value: null, diagnostics: [refusal({ ok: false, newerEngine: plan.newerEngine }, where)] };
  return { value: plan, diagnostics: [] };
}

async function bringSchema(project: Project, { database, where }: OpenedDatabase): Promise<Phase<readonly string[] | null>> {
  const schema = await readSchema(project);
  return schema.diagnostics.length > 0 ? { value: null, diagnostics: schema.diagnostics } : applySchema(database, schema.value, where);
}

function refusal(result: Exclude<DeployResult, { readonly ok: true }>, where: string): Diagnostic {
  if ('newerEngine' in result) return diagnose('engine-newer', null, { where, found: result.newerEngine, known: ENGINE_VERSION });
  const { error, flow, sql, line } = result;
  if (error.code === '42501') return diagnose('insufficient-privilege', null, { where, reason: error.message });
  const statement = line === null ? null : (sql.split('\n')[line - 1]?.trim() ?? null);
  return diagnose('deploy-rejected', null, { where, flow, problem: error.message, line: statement });
}
