import { readFile, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { diagnose, type Phase } from '../diagnostics/index.ts';
import { type SourceFile, span } from '../source/index.ts';
import { reasonOf } from './reason.ts';

export const FLOW_BYTES = 4 * 1024 * 1024;
export const SCHEMA_BYTES = 64 * 1024 * 1024;

/** Reads a text file whole; `path` is the name that it has in the project. A byte order mark is left in the text. */
export async function readText(file: string, path: string, limit: number): Promise<Phase<SourceFile | null>> {
  let bytes: Buffer;
  try {
    const { size } = await stat(file);
    if (size > limit) return refuse(diagnose('file-too-large', null, { path, bytes: size, limit }));
    bytes = await readFile(file);
  } catch (error) {
    return refuse(diagnose('unreadable-file', null, { path, reason: reasonOf(error) }));
  }
  const valid = validPrefix(bytes);
  const text = decode(bytes.subarray(0, valid));
  if (valid < bytes.length) return { value: null, diagnostics: [diagnose('not-utf8', span(path, text.length, text.length), { path })] };
  return { value: { path, text }, diagnostics: [] };
}

function refuse(diagnostic: Phase<null>['diagnostics'][number]): Phase<null> {
  return { value: null, diagnostics: [diagnostic] };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** How many bytes from the start are valid UTF-8. */
function validPrefix(bytes: Uint8Array): number {
  if (isValid(bytes)) return bytes.length;
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (beginsValid(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  while (low > 0 && !isValid(bytes.subarray(0, low))) low--;
  return low;
}

function isValid(bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Valid, or cut off in the middle of a character. */
function beginsValid(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
