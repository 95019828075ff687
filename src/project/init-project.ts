import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import { initFiles } from './init-files.ts';
import { reasonOf } from './reason.ts';

export interface NewProject {
  readonly root: string;
  /** The files that were written. */
  readonly written: readonly string[];
}

/** Begins a project that runs. Where one of its files is there already, nothing is written. */
export async function initProject(directory: string): Promise<Phase<NewProject | null>> {
  const root = resolve(directory);
  const files = Object.entries(initFiles);
  const diagnostics: Diagnostic[] = [];
  for (const [path] of files) {
    if (await isThere(join(root, path))) diagnostics.push(diagnose('init-exists', null, { path: join(directory, path) }));
  }
  if (diagnostics.length > 0) return { value: null, diagnostics };
  for (const [path, text] of files) {
    try {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text, { flag: 'wx' });
    } catch (error) {
      return { value: null, diagnostics: [diagnose('unwritable-file', null, { path: join(directory, path), reason: reasonOf(error) })] };
    }
  }
  return { value: { root, written: files.map(([path]) => path) }, diagnostics: [] };
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
