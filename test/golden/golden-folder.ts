import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

const UPDATE = process.env.UPDATE_FIXTURES === '1';

/** A folder of files that go in and files that are expected to come out. */
export interface GoldenCase {
  readonly name: string;
  readonly directory: string;
  /** Every file that is there, by name. */
  readonly files: ReadonlyMap<string, string>;
}

export function goldenCases(root: string): readonly GoldenCase[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const directory = path.join(root, name);
      const files = new Map(readdirSync(directory).map((file) => [file, readFileSync(path.join(directory, file), 'utf8')] as const));
      return { name, directory, files };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Holds the case to its folder as a set of files: the inputs and these outputs, each byte by byte, and nothing else.
 * `UPDATE_FIXTURES=1` writes the outputs instead.
 */
export function expectFolder(golden: GoldenCase, isInput: (file: string) => boolean, outputs: Readonly<Record<string, string>>): void {
  if (UPDATE) for (const [file, text] of Object.entries(outputs)) writeFileSync(path.join(golden.directory, file), text);
  const inputs = [...golden.files.keys()].filter(isInput);
  expect(inputs, 'a case has an input').not.toEqual([]);
  for (const [file, text] of Object.entries(outputs)) {
    const at = path.join(golden.directory, file);
    expect(existsSync(at) ? readFileSync(at, 'utf8') : `(there is no ${file}; UPDATE_FIXTURES=1 writes it)`).toBe(text);
  }
  expect(readdirSync(golden.directory).sort()).toEqual([...inputs, ...Object.keys(outputs)].sort());
}
