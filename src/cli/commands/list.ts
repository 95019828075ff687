import { Option } from 'commander';
import { listRuns, runStatuses } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { showProblems } from '../views/problems.ts';
import { runsAsJson, showRuns } from '../views/run-list.ts';
import { withEngine } from '../with-engine.ts';
import { afterOption, jsonOption, limitOption } from './options.ts';

interface Options {
  readonly flow?: string;
  readonly status?: string;
  readonly label?: string;
  readonly limit: number;
  readonly after?: string;
  readonly json?: true;
}

export const list: CommandDefinition = (program, act) => {
  program
    .command('list')
    .description('runs, the latest first')
    .option('--flow <name>', 'of this flow only')
    .addOption(new Option('--status <status>', `of this status only: ${runStatuses.join(', ')}`))
    .option('--label <text>', 'with this label only')
    .addOption(limitOption(50))
    .addOption(afterOption())
    .addOption(jsonOption())
    .action((options: Options) => act((cli) => listAll(cli, options)));
};

async function listAll(cli: Cli, { json, ...filter }: Options): Promise<ExitCode> {
  return withEngine(cli, async ({ engine }) => {
    const page = await listRuns(engine, filter);
    if (page.value === null) return showProblems(cli, page.diagnostics);
    if (json) cli.stdout.write(runsAsJson(page.value));
    else showRuns(cli, page.value);
    return exit.done;
  });
}
