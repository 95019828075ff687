import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { reasonOf } from './reason.ts';

/** The text of a file; null where there is none to read. Writing to such a place says what is wrong with it. */
export async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    reasonOf(error);
    return null;
  }
}

/** Writes a file whole or not at all: readers see the old text or the new one. `shown` is its name in a finding. */
export async function writeWhole(file: string, text: string, shown: string): Promise<readonly Diagnostic[]> {
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}.unfinished`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(unfinished, text);
    await rename(unfinished, file);
    return [];
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    return [diagnose('unwritable-file', null, { path: shown, reason: reasonOf(error) })];
  }
}
