import { deployProject, openChosenDatabase, planProject, requestDatabase } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { compileSources } from '../compile-sources.ts';
import { type ExitCode, exit, exitCodeOf } from '../exit-code.ts';
import { projectRequest } from '../request.ts';
import { showDeployed, showPlannedSql } from '../views/deployed.ts';
import { showProblems } from '../views/problems.ts';
import { progressLine } from '../views/progress.ts';
import { devUrlOption } from './options.ts';

interface Options {
  readonly dryRun?: true;
  readonly devUrl?: string;
}

export const deploy: CommandDefinition = (program, act) => {
  program
    .command('deploy')
    .description('install or upgrade the engine and bring the flows into the database, in one transaction')
    .argument('[paths...]', 'flow files, or directories of them; else all of the project')
    .option('--dry-run', 'print the SQL and change nothing')
    .addOption(devUrlOption())
    .action((paths: readonly string[], options: Options) => act((cli) => deployFlows(cli, paths, options)));
};

async function deployFlows(cli: Cli, paths: readonly string[], options: Options): Promise<ExitCode> {
  const progress = progressLine(cli.stderr);
  const chosen = await requestDatabase(projectRequest(cli, progress.show));
  if (chosen.value === null) return showProblems(cli, chosen.diagnostics, chosen.source === null ? [] : [chosen.source]);
  const opened = await openChosenDatabase(chosen.value.choice, chosen.value.root, progress.show);
  progress.end();
  if (opened.value === null) return showProblems(cli, opened.diagnostics);
  const target = opened.value;
  try {
    const found = await compileSources(cli, paths, options.devUrl);
    if (!found.ok) return showProblems(cli, found.diagnostics, found.sources);
    const { project, compiled } = found;
    showProblems(cli, compiled.diagnostics, compiled.sources);
    const failed = exitCodeOf(compiled.diagnostics);
    if (failed !== exit.done) return failed;

    if (options.dryRun) {
      const plan = await planProject(compiled.flows, target);
      if (plan.value !== null) showPlannedSql(cli, plan.value);
      return showProblems(cli, plan.diagnostics);
    }
    const deployed = await deployProject(project, compiled.flows, target);
    if (deployed.value !== null) showDeployed(cli, deployed.value, target.where);
    return showProblems(cli, deployed.diagnostics);
  } finally {
    await target.close();
  }
}
