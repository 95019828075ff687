import { explainDiagnostic } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { showExplanation } from '../views/explanation.ts';
import { writeJson } from '../views/json-text.ts';
import { showProblems } from '../views/problems.ts';
import { jsonOption } from './options.ts';

interface Options {
  readonly json?: true;
}

export const explain: CommandDefinition = (program, act) => {
  program
    .command('explain')
    .description('what a diagnostic means, with an example; offline')
    .argument('<code>', 'DF2003, or its name: unknown-binding')
    .addOption(jsonOption())
    .action((code: string, options: Options) => act((cli) => explainCode(cli, code, options)));
};

async function explainCode(cli: Cli, code: string, options: Options): Promise<ExitCode> {
  const { value, diagnostics } = explainDiagnostic(code);
  if (value === null) return showProblems(cli, diagnostics);
  if (options.json) cli.stdout.write(writeJson({ ...value }));
  else showExplanation(cli, value);
  return exit.done;
}
