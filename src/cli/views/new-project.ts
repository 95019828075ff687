import { printableLine } from '../../index.ts';
import type { Streams } from '../streams.ts';

/** The files of a new project, and what to do with them. */
export function showNewProject({ stdout, stderr }: Streams, directory: string, written: readonly string[]): void {
  for (const path of written) stdout.write(`${path}\n`);
  const enter = directory === '.' ? '' : `  cd ${printableLine(directory)}\n`;
  stderr.write(`\nTry it:\n${enter}  pgdurable check\n  pgdurable deploy\n  pgdurable run greet --param name=you\n`);
}
