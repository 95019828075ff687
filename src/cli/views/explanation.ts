import type { Explanation } from '../../index.ts';
import type { Cli } from '../cli.ts';
import { paint } from './paint.ts';

export function showExplanation(cli: Cli, { code, slug, severity, summary, explain, bad, good }: Explanation): void {
  const chalk = paint(cli.color.stdout);
  const colored = severity === 'error' ? chalk.red(severity) : chalk.yellow(severity);
  const blocks = [
    `${colored} ${chalk.bold(code)} ${slug}: ${summary}`,
    ...explain.split(/\n\s*\n/).map((text) => wrap(text, Math.min(cli.stdout.columns, 100))),
  ];
  if (bad !== null) blocks.push(`${chalk.bold('This has it:')}\n\n${indented(bad)}`);
  if (good !== null) blocks.push(`${chalk.bold('This has not:')}\n\n${indented(good)}`);
  cli.stdout.write(`${blocks.join('\n\n')}\n`);
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
