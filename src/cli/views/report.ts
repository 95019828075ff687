import { resolve } from 'node:path';
import { type Diagnostic, type Report, type ReporterName, reporters, writeWhole } from '../../index.ts';
import type { Cli } from '../cli.ts';
import { showProblems } from './problems.ts';

/** Where a reporter writes; null is stdout. */
export interface Destination {
  readonly name: ReporterName;
  readonly file: string | null;
}

/** Writes the report to each destination. The answer is what went wrong in doing so. */
export async function showReport(cli: Cli, report: Report, destinations: readonly Destination[]): Promise<readonly Diagnostic[]> {
  const problems: Diagnostic[] = [];
  for (const { name, file } of destinations) {
    const text = reporters[name](report, { color: file === null && cli.color.stdout, width: file === null ? cli.stdout.columns : 100 });
    if (file === null) cli.stdout.write(text);
    else problems.push(...(await writeWhole(resolve(cli.environment.cwd, file), text, file)));
  }
  showProblems(cli, problems);
  return problems;
}
