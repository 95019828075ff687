import type { Deployed, DeployPlan } from '../../index.ts';
import type { Streams } from '../streams.ts';

/** What was done, one line for each thing; what was not is left out. */
export function showDeployed({ stdout, stderr }: Streams, { plan, schema }: Deployed, where: string): void {
  for (const path of schema) stdout.write(`schema ${path} applied\n`);
  if (plan.engine !== 'unchanged') stdout.write(`engine ${plan.engine === 'install' ? 'installed' : 'upgraded'}\n`);
  for (const { flow, change, version, number } of plan.flows) {
    if (change !== 'unchanged') stdout.write(`flow ${flow} ${change}: version ${number} (${version})\n`);
  }
  if (plan.scripts.length === 0 && schema.length === 0) stderr.write(`nothing has changed in ${where}\n`);
}

/** The SQL of a deployment, to be read or to be run by another tool. */
export function showPlannedSql({ stdout, stderr }: Streams, { scripts }: DeployPlan): void {
  if (scripts.length === 0) stderr.write('nothing would change\n');
  else stdout.write(`BEGIN;\n\n${scripts.map(({ sql }) => sql.trimEnd()).join('\n\n')}\n\nCOMMIT;\n`);
}
