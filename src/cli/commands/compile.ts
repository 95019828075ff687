import { resolve } from 'node:path';
import { Option } from 'commander';
import { compileOutputs, type Target, targets, writeOutputs } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { compileSources } from '../compile-sources.ts';
import { type ExitCode, exit, exitCodeOf } from '../exit-code.ts';
import { showOutdated, showTexts, showWritten } from '../views/outputs.ts';
import { showProblems } from '../views/problems.ts';
import { devUrlOption } from './options.ts';

interface Options {
  readonly out?: string;
  readonly check?: true;
  readonly stdout?: true;
  readonly target: Target;
  readonly devUrl?: string;
}

export const compile: CommandDefinition = (program, act) => {
  program
    .command('compile')
    .description('write the migration of every flow that changed, and its graph')
    .argument('[paths...]', 'flow files, or directories of them; else all of the project')
    .option('--out <dir>', 'where to write; else the key out of the project file')
    .addOption(new Option('--check', 'write nothing; exit 2 if something would be written').conflicts('stdout'))
    .option('--stdout', 'print instead of writing')
    .addOption(new Option('--target <target>', 'what to make').choices(targets).default('postgres'))
    .addOption(devUrlOption())
    .action((paths: readonly string[], options: Options) => act((cli) => compileFlows(cli, paths, options)));
};

async function compileFlows(cli: Cli, paths: readonly string[], options: Options): Promise<ExitCode> {
  const found = await compileSources(cli, paths, options.devUrl);
  if (!found.ok) return showProblems(cli, found.diagnostics, found.sources);
  const { project, compiled } = found;
  showProblems(cli, compiled.diagnostics, compiled.sources);
  const failed = exitCodeOf(compiled.diagnostics);
  if (failed !== exit.done) return failed;

  const directory = options.out === undefined ? resolve(project.root, project.out) : resolve(cli.environment.cwd, options.out);
  const outputs = await compileOutputs(compiled.flows, options.target, directory);
  if (outputs.diagnostics.length > 0) return showProblems(cli, outputs.diagnostics);
  const { texts, missing } = outputs.value;
  if (options.stdout) {
    showTexts(cli, texts);
    return exit.done;
  }
  if (options.check) {
    showOutdated(cli, missing);
    return missing.length > 0 ? exit.changes : exit.done;
  }
  const written = await writeOutputs(cli.environment.cwd, directory, missing);
  showWritten(cli, written.value);
  return showProblems(cli, written.diagnostics);
}
