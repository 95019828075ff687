import { type OpenedEngine, openEngine } from '../index.ts';
import type { Cli } from './cli.ts';
import type { ExitCode } from './exit-code.ts';
import { projectRequest } from './request.ts';
import { showProblems } from './views/problems.ts';
import { progressLine } from './views/progress.ts';

/** Runs the work of a command that needs a database with the engine in it, and closes the database afterwards. */
export async function withEngine(cli: Cli, work: (opened: OpenedEngine) => Promise<ExitCode>): Promise<ExitCode> {
  const progress = progressLine(cli.stderr);
  const opened = await openEngine(projectRequest(cli, progress.show));
  progress.end();
  if (opened.value === null) return showProblems(cli, opened.diagnostics, opened.source === null ? [] : [opened.source]);
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close();
  }
}
