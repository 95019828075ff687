import { type OutputFile, printableLine } from '../../index.ts';
import type { Streams } from '../streams.ts';

export function showTexts({ stdout }: Streams, texts: readonly string[]): void {
  stdout.write(texts.join('\n'));
}

/** The names of the files that were written: a result. That there was none is a remark. */
export function showWritten({ stdout, stderr }: Streams, paths: readonly string[]): void {
  for (const path of paths) stdout.write(`${printableLine(path)}\n`);
  if (paths.length === 0) stderr.write('nothing has changed\n');
}

export function showOutdated({ stdout, stderr }: Streams, missing: readonly OutputFile[]): void {
  for (const { name } of missing) stdout.write(`${name}\n`);
  stderr.write(missing.length === 0 ? 'up to date\n' : 'out of date: pgdurable compile would write these files\n');
}
