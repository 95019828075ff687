import { cancelRun } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { showCancelled } from '../views/cancelled.ts';
import { showProblems } from '../views/problems.ts';
import { withEngine } from '../with-engine.ts';

interface Options {
  readonly reason?: string;
}

export const cancel: CommandDefinition = (program, act) => {
  program
    .command('cancel')
    .description('end a run: no step of it begins any more')
    .argument('<id>', 'its id; the first or last digits suffice while they are unique')
    .option('--reason <text>', 'kept with the run')
    .action((id: string, options: Options) => act((cli) => cancelOne(cli, id, options)));
};

async function cancelOne(cli: Cli, id: string, options: Options): Promise<ExitCode> {
  return withEngine(cli, async ({ engine }) => {
    const run = await cancelRun(engine, id, options.reason ?? null);
    if (run.value === null) return showProblems(cli, run.diagnostics);
    showCancelled(cli, run.value);
    return exit.done;
  });
}
