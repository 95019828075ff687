import type { Command } from 'commander';
import { type ExitCode, exit } from './exit-code.ts';
import type { Environment, Streams } from './streams.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly databaseUrl?: string;
  readonly project?: string;
  readonly color: boolean;
}

/** What a command gets to work with. */
export interface Cli extends Streams {
  readonly environment: Environment;
  readonly options: GlobalOptions;
  /** Colours on stdout, and on stderr. */
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
}

/** Adds itself to the program; `act` turns the work of the command into the exit code of the program. */
export type CommandDefinition = (program: Command, act: Act) => void;

export type Act = (work: (cli: Cli) => Promise<ExitCode>) => Promise<void>;

export function createCli(streams: Streams, environment: Environment, options: GlobalOptions): Cli {
  const wanted = options.color && !environment.variables.NO_COLOR;
  return {
    ...streams,
    environment,
    options,
    color: { stdout: wanted && streams.stdout.isTerminal, stderr: wanted && streams.stderr.isTerminal },
  };
}

export { type ExitCode, exit };
