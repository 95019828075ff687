import { showRun, stepsOf } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { showProblems } from '../views/problems.ts';
import { runAsJson, showRunDetails } from '../views/run-details.ts';
import { withEngine } from '../with-engine.ts';
import { jsonOption } from './options.ts';

interface Options {
  readonly json?: true;
}

/** Steps that are shown at most; `history` has all of them. */
const STEPS = 200;

export const show: CommandDefinition = (program, act) => {
  program
    .command('show')
    .description('one run: what it was started with, where it stands, what came of it')
    .argument('<id>', 'its id; the first or last digits suffice while they are unique')
    .addOption(jsonOption())
    .action((id: string, options: Options) => act((cli) => showOne(cli, id, options)));
};

async function showOne(cli: Cli, id: string, options: Options): Promise<ExitCode> {
  return withEngine(cli, async ({ engine }) => {
    const run = await showRun(engine, id);
    if (run.value === null) return showProblems(cli, run.diagnostics);
    if (options.json) {
      cli.stdout.write(runAsJson(run.value));
      return exit.done;
    }
    const steps = await stepsOf(engine, run.value.id, STEPS + 1);
    if (steps.value === null) return showProblems(cli, steps.diagnostics);
    showRunDetails(cli, run.value, steps.value.slice(-STEPS), steps.value.length > STEPS);
    return exit.done;
  });
}
