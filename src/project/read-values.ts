import { type Diagnostic, diagnose, didYouMean } from '../diagnostics/index.ts';
import type { Span } from '../source/index.ts';

/** A TOML table. */
export type Table = Readonly<Record<string, unknown>>;

/** Values are read through it: it knows the places of keys and takes the findings. */
export interface Reader {
  readonly at: (path: readonly string[]) => Span;
  readonly report: (problem: Diagnostic) => void;
}

/** The table at `path`; a missing one is empty. `known` null: its keys are checked elsewhere. */
export function readTable(reader: Reader, around: Table, path: readonly string[], known: readonly string[] | null): Table {
  const value = path.length === 0 ? around : valueAt(around, path);
  if (value === undefined) return {};
  if (describe(value) !== 'a table') {
    wrongType(reader, path, `a table, [${path.join('.')}]`, value);
    return {};
  }
  const table = value as Table;
  for (const key of known === null ? [] : Object.keys(table)) {
    if (known?.includes(key)) continue;
    const full = [...path, key];
    const suggestion = didYouMean(key, known ?? []);
    reader.report(diagnose('unknown-project-key', reader.at(full), { key: full.join('.'), suggestion, known: known ?? [] }));
  }
  return table;
}

export function readString(reader: Reader, table: Table, path: readonly string[]): string | undefined {
  const value = valueAt(table, path);
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  wrongType(reader, path, 'a string', value);
  return undefined;
}

export function readStrings(reader: Reader, table: Table, path: readonly string[]): readonly string[] | undefined {
  const value = valueAt(table, path);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) return value as readonly string[];
  const odd = Array.isArray(value) ? value.find((item) => typeof item !== 'string' || item === '') : undefined;
  if (odd === undefined) wrongType(reader, path, 'a list of strings', value);
  else
    reader.report(
      diagnose('project-key-type', reader.at(path), {
        key: path.join('.'),
        expected: 'a list of strings',
        found: `a list with ${describe(odd)}`,
      }),
    );
  return undefined;
}

export function readBoolean(reader: Reader, table: Table, path: readonly string[]): boolean | undefined {
  const value = valueAt(table, path);
  if (value === undefined || typeof value === 'boolean') return value;
  wrongType(reader, path, 'true or false', value);
  return undefined;
}

export function wrongType(reader: Reader, path: readonly string[], expected: string, value: unknown): void {
  reader.report(diagnose('project-key-type', reader.at(path), { key: path.join('.'), expected, found: describe(value) }));
}

/** `table` is the one that holds the last key of `path`. */
function valueAt(table: Table, path: readonly string[]): unknown {
  const key = path[path.length - 1] ?? '';
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function describe(value: unknown): string {
  if (value === '') return 'an empty string';
  if (typeof value === 'string') return `the string "${value}"`;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a date';
  return 'a table';
}
