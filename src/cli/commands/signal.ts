import { sendSignal } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { showProblems } from '../views/problems.ts';
import { showSent } from '../views/sent.ts';
import { withEngine } from '../with-engine.ts';

interface Options {
  readonly key?: string;
  readonly payload?: string;
  readonly id?: string;
}

export const signal: CommandDefinition = (program, act) => {
  program
    .command('signal')
    .description('send a signal to a run; it waits until a step takes it')
    .argument('<run>', 'its id, the first or last digits suffice while they are unique; with --key the name of its flow')
    .argument('<name>', 'of the signal, as a step of the run awaits it')
    .option('--key <key>', 'the live run of the flow that has this key')
    .option('--payload <json>', 'what it brings; numbers stay exact (default: {})')
    .option('--id <id>', 'of several signals with one id only the first counts')
    .action((run: string, name: string, options: Options) => act((cli) => sendOne(cli, run, name, options)));
};

async function sendOne(cli: Cli, run: string, name: string, { key, payload, id }: Options): Promise<ExitCode> {
  return withEngine(cli, async ({ engine }) => {
    const sent = await sendSignal(engine, {
      target: key === undefined ? { run } : { flow: run, key },
      name,
      ...(payload === undefined ? {} : { payload }),
      ...(id === undefined ? {} : { id }),
    });
    if (sent.value === null) return showProblems(cli, sent.diagnostics);
    showSent(cli, sent.value);
    return exit.done;
  });
}
