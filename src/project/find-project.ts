import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { diagnose, type Phase } from '../diagnostics/index.ts';
import type { SourceFile } from '../source/index.ts';
import { parseProjectFile } from './parse-project-file.ts';
import { PROJECT_FILE, type Project } from './project-file.ts';
import { FLOW_BYTES, readText } from './read-text.ts';

/** What was looked for, or why there is none. `source` is the project file as far as it was read: findings point into it. */
export interface Found<T> extends Phase<T | null> {
  readonly source: SourceFile | null;
}

/**
 * Reads the project of a directory. With `exactly` the project file has to lie in this very directory; otherwise the
 * directories above it are looked into as well.
 */
export async function findProject(directory: string, options: { readonly exactly?: boolean } = {}): Promise<Found<Project>> {
  const start = resolve(directory);
  for (let root = start; ; root = dirname(root)) {
    const file = join(root, PROJECT_FILE);
    if (await exists(file)) return readProject(root, file);
    if (options.exactly === true || dirname(root) === root) break;
  }
  return {
    value: null,
    source: null,
    diagnostics: [diagnose('no-project-file', null, { directory: start, above: options.exactly !== true })],
  };
}

async function readProject(root: string, file: string): Promise<Found<Project>> {
  const read = await readText(file, PROJECT_FILE, FLOW_BYTES);
  if (read.value === null) return { ...read, value: null, source: null };
  const { value, diagnostics } = parseProjectFile(read.value);
  return { value: value === null ? null : { root, ...value }, source: read.value, diagnostics };
}

/** A file that is there but may not be looked at counts as there: reading it then says why. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (code === 'EACCES' || code === 'ELOOP') return true;
    throw error;
  }
}
