import { printable, type Run } from '../../index.ts';
import type { Cli } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { paint } from './paint.ts';

export function showStarted({ stderr }: Cli, id: string): void {
  stderr.write(`run ${id}\n`);
}

/** The result on stdout, as the database printed it; a failure on stderr. */
export function showOutcome(cli: Cli, { status, result, error }: Run): ExitCode {
  if (status === 'completed') {
    cli.stdout.write(`${result ?? 'null'}\n`);
    return exit.done;
  }
  const chalk = paint(cli.color.stderr);
  const place = error?.step == null ? '' : ` in step ${error.step}${error.line === null ? '' : `, line ${error.line}`}`;
  cli.stderr.write(`${chalk.red(`the run ${status === 'cancelled' ? 'was cancelled' : 'failed'}`)}${place}`);
  cli.stderr.write(error === null ? '\n' : `: ${printable(error.message)} (${printable(error.code)})\n`);
  return exit.problems;
}

export function showDetached({ stderr }: Cli, id: string): void {
  stderr.write(`The run goes on when a worker runs:\n  pgdurable worker\n  pgdurable show ${id}\n  pgdurable cancel ${id}\n`);
}
