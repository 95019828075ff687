import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import { reasonOf } from './reason.ts';
import { textOf, writeWhole } from './write-file.ts';

/** A file that compiling makes; `name` is its name in the output directory. */
export interface OutputFile {
  readonly name: string;
  readonly text: string;
}

/** The names in the output directory; none where it does not exist. */
export async function listOutputs(directory: string): Promise<Phase<readonly string[]>> {
  try {
    return { value: (await readdir(directory)).sort(), diagnostics: [] };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { value: [], diagnostics: [] };
    return { value: [], diagnostics: [diagnose('unreadable-file', null, { path: directory, reason: reasonOf(error) })] };
  }
}

/** Those of the files that are not in the directory with just this text. */
export async function outdated(directory: string, files: readonly OutputFile[]): Promise<readonly OutputFile[]> {
  const texts = await Promise.all(files.map((file) => textOf(join(directory, file.name))));
  return files.filter((file, i) => texts[i] !== file.text);
}

/** Writes the files, each whole. The value is what was written, by path relative to `root`. */
export async function writeOutputs(root: string, directory: string, files: readonly OutputFile[]): Promise<Phase<readonly string[]>> {
  const value: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const path = relative(root, join(directory, file.name));
    const problems = await writeWhole(join(directory, file.name), file.text, path);
    diagnostics.push(...problems);
    if (problems.length > 0) break;
    value.push(path);
  }
  return { value, diagnostics };
}
