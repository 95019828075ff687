import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One import line: `from` is a file of src, `to` another one, or the name of a library. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly library: boolean;
}

/** Paths are relative to `root`, with `/`. */
export function readImports(root: string): readonly Import[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => importsOf(file.replaceAll(path.sep, '/'), readFileSync(path.join(root, file), 'utf8')));
}

/** Types are imports too: a room that knows the shape of another knows the other. */
export function importsOf(from: string, text: string): readonly Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const written = (match[1] ?? match[2] ?? match[3]) as string;
    return written.startsWith('.')
      ? { from, to: path.posix.join(path.posix.dirname(from), written), library: false }
      : { from, to: libraryOf(written), library: true };
  });
}

/** `import .. from '..'` and `export .. from '..'`, also over several lines; `import '..'`; `import('..')` anywhere. */
const IMPORT = /^(?:import|export)\s[^;'"]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

function libraryOf(written: string): string {
  if (written.startsWith('node:')) return written;
  return written
    .split('/')
    .slice(0, written.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The folder below src; a file of src itself is its own room. */
export function roomOf(file: string): string {
  return file.split('/')[0] as string;
}
