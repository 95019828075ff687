import { expect } from 'vitest';
import type { Block } from './markdown.ts';
import type { Shell } from './shell.ts';

interface Exchange {
  readonly command: string;
  readonly printed: string;
  readonly line: number;
}

/** A `console` block: after each `$ command` what it prints. */
function exchanges({ text, line }: Block): readonly Exchange[] {
  const found: { command: string; printed: string; line: number }[] = [];
  for (const [index, each] of text.trimEnd().split('\n').entries()) {
    const last = found.at(-1);
    if (each.startsWith('$ ')) found.push({ command: each.slice(2), printed: '', line: line + index });
    else if (last === undefined) throw new Error(`line ${line}: a console block begins with a command`);
    else if (last.printed === '' && last.command.endsWith('\\')) last.command += `\n${each}`;
    else last.printed += `${each}\n`;
  }
  return found;
}

/** Runs the commands of a block and holds what they print to what the page says. */
export async function replay(block: Block, shell: Shell): Promise<void> {
  for (const { command, printed, line } of exchanges(block)) {
    expect(stable(await shell.run(command)), `line ${line}: ${command}`).toBe(stable(printed));
  }
}

/** What is the same at every time and place: ids, times, versions and the widths of columns are not. */
export function stable(text: string): string {
  return text
    .replaceAll(/^bash: line \d+: +\d+ (Killed|Terminated).*\n/gm, '')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replaceAll(/(?<=[( _])[0-9a-f]{8}\b/g, '<version>')
    .replaceAll(/\b\d+(\.\d+)?(ms|s|m)\b/g, '<took>')
    .replaceAll(/(?<=\S) {2,}/g, ' ')
    .replaceAll(/ +$/gm, '');
}
