import { startRun } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { showProblems } from '../views/problems.ts';
import { withEngine } from '../with-engine.ts';
import { type StartOptions, startRequest, withStartOptions } from './start-options.ts';

export const start: CommandDefinition = (program, act) => {
  withStartOptions(program.command('start').description('start a run and print its id; a worker drives it')).action(
    (flow: string, options: StartOptions) => act((cli) => startFlow(cli, flow, options)),
  );
};

async function startFlow(cli: Cli, flow: string, options: StartOptions): Promise<ExitCode> {
  return withEngine(cli, async ({ engine }) => {
    const started = await startRun(engine, startRequest(flow, options));
    if (started.value === null) return showProblems(cli, started.diagnostics);
    cli.stdout.write(`${started.value}\n`);
    return exit.done;
  });
}
