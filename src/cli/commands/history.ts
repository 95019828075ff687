import { historyOf } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { historyAsJson, showHistory } from '../views/history.ts';
import { showProblems } from '../views/problems.ts';
import { withEngine } from '../with-engine.ts';
import { afterOption, jsonOption, limitOption } from './options.ts';

interface Options {
  readonly limit: number;
  readonly after?: string;
  readonly json?: true;
}

export const history: CommandDefinition = (program, act) => {
  program
    .command('history')
    .description('every attempt of every step of a run, in the order in which they ended')
    .argument('<id>', 'its id; the first or last digits suffice while they are unique')
    .addOption(limitOption(200))
    .addOption(afterOption())
    .addOption(jsonOption())
    .action((id: string, options: Options) => act((cli) => showAll(cli, id, options)));
};

async function showAll(cli: Cli, id: string, { json, ...filter }: Options): Promise<ExitCode> {
  return withEngine(cli, async ({ engine }) => {
    const page = await historyOf(engine, id, filter);
    if (page.value === null) return showProblems(cli, page.diagnostics);
    if (json) cli.stdout.write(historyAsJson(page.value));
    else showHistory(cli, page.value);
    return exit.done;
  });
}
