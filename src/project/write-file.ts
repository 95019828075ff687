import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/**
 * Writes a file whole or not at all: readers see the old text or the new one. A link is followed; what is no plain file,
 * such as a pipe, is written to as it is. `shown` is its name in a finding.
 */
export async function writeWhole(file: string, text: string, shown: string): Promise<readonly Diagnostic[]> {
  const target = await realpath(file).catch(() => file);
  const unfinished = join(dirname(target), `.${basename(target)}.${process.pid}.unfinished`);
  try {
    if (await isPlainOrMissing(target)) {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(unfinished, text);
      await rename(unfinished, target);
    } else {
      await writeFile(target, text);
    }
    return [];
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    return [diagnose('unwritable-file', null, { path: shown, reason: reasonOf(error) })];
  }
}

async function isPlainOrMissing(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => true,
  );
}
