import { Command, CommanderError } from 'commander';
import { describeThrown, toolVersion } from '../index.ts';
import { type Act, createCli, type GlobalOptions } from './cli.ts';
import { commands } from './commands/index.ts';
import { type ExitCode, exit } from './exit-code.ts';
import type { Environment, Streams } from './streams.ts';
import { showCrash } from './views/crash.ts';
import { showProblems } from './views/problems.ts';

/** Runs one command. `argv` is what follows the program's name; the answer is the exit code. Never throws. */
export async function main(argv: readonly string[], streams: Streams, environment: Environment): Promise<number> {
  let code: ExitCode = exit.done;
  const program = createProgram(streams);
  const act: Act = async (work) => {
    code = await work(createCli(streams, environment, program.opts<GlobalOptions>()));
  };
  for (const define of commands) define(program, act);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
    const finding = environment.variables.PGDURABLE_DEBUG ? null : describeThrown(error);
    if (finding === null) showCrash(streams.stderr, error, environment.variables);
    else showProblems(createCli(streams, environment, program.opts<GlobalOptions>()), [finding]);
    return exit.environment;
  }
}

function createProgram({ stdout, stderr }: Streams): Command {
  return new Command('pgdurable')
    .description('Durable workflows written as text, compiled to SQL, run in the Postgres you already have.')
    .version(toolVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .option('--database-url <url>', 'the database; else PGDURABLE_DATABASE_URL, DATABASE_URL, the project file, the embedded Postgres')
    .option('--project <dir>', 'the directory with pgdurable.toml; else found by walking up from here')
    .option('--no-color', 'no colours, as with NO_COLOR')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns,
      getErrHelpWidth: () => stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 problems in the sources or a failed run, 2 something would change, 3 wrong usage, 4 environment.',
    );
}
