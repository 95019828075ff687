import { resolve } from 'node:path';
import { initProject } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { showNewProject } from '../views/new-project.ts';
import { showProblems } from '../views/problems.ts';

export const init: CommandDefinition = (program, act) => {
  program
    .command('init')
    .description('begin a project that runs: project file, one flow, its schema, a CI recipe')
    .argument('[dir]', 'where; it is made if it does not exist', '.')
    .action((directory: string) => act((cli) => begin(cli, directory)));
};

async function begin(cli: Cli, directory: string): Promise<ExitCode> {
  const begun = await initProject(resolve(cli.options.project ?? cli.environment.cwd, directory));
  if (begun.value === null) return showProblems(cli, begun.diagnostics);
  showNewProject(cli, directory, begun.value.written);
  return exit.done;
}
