import { InvalidArgumentError } from 'commander';
import { type Report, type ReporterName, reporters } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { compileSources } from '../compile-sources.ts';
import { type ExitCode, exitCodeOf } from '../exit-code.ts';
import { showChecked } from '../views/checked.ts';
import { type Destination, showReport } from '../views/report.ts';
import { devUrlOption } from './options.ts';

interface Options {
  readonly reporter?: readonly Destination[];
  readonly devUrl?: string;
}

export const check: CommandDefinition = (program, act) => {
  program
    .command('check')
    .description('parse, resolve and type-check the flows of the project')
    .argument('[paths...]', 'flow files, or directories of them; else all of the project')
    .option('--reporter <name[:file]>', `${Object.keys(reporters).join(' or ')}, to stdout or to a file; may be repeated`, readReporter)
    .addOption(devUrlOption())
    .action((paths: readonly string[], options: Options) => act((cli) => checkSources(cli, paths, options)));
};

async function checkSources(cli: Cli, paths: readonly string[], options: Options): Promise<ExitCode> {
  const destinations = options.reporter ?? [{ name: 'pretty', file: null }];
  const found = await compileSources(cli, paths, options.devUrl);
  const report: Report = found.ok ? found.compiled : found;
  const unwritten = await showReport(cli, report, destinations);
  if (found.ok) showChecked(cli, found.compiled);
  return exitCodeOf([...report.diagnostics, ...unwritten]);
}

function readReporter(text: string, before: readonly Destination[] | undefined): readonly Destination[] {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const file = colon === -1 ? null : text.slice(colon + 1);
  if (!Object.hasOwn(reporters, name)) throw new InvalidArgumentError(`Reporters are: ${Object.keys(reporters).join(', ')}.`);
  if (file === '') throw new InvalidArgumentError('After the colon stands the name of a file.');
  const all = [...(before ?? []), { name: name as ReporterName, file }];
  if (all.filter((destination) => destination.file === null).length > 1) {
    throw new InvalidArgumentError('Only one reporter can write to stdout; give the others a file: --reporter json:report.json');
  }
  return all;
}
