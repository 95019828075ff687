import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgesOf, findCycle, reach } from './cycles.ts';
import { type Import, importsOf, readImports, roomOf } from './read-imports.ts';

/** What a room never imports, nor any room that it builds on. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  source: ['pg', 'node:fs', 'cli', 'chalk'],
  diagnostics: ['pg', 'node:fs', 'cli', 'chalk'],
  graph: ['pg', 'node:fs', 'cli', 'chalk'],
  emit: ['pg', 'node:fs', 'cli', 'chalk'],
  language: ['pg', 'db', 'node:fs', 'cli', 'report', 'chalk'],
  runner: ['language', 'emit', 'cli', 'report'],
  db: ['language', 'cli'],
};

/** The folders in which a library is seen. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  chevrotain: ['language/parse'],
  'pgsql-ast-parser': ['sql'],
  pg: ['db'],
  commander: ['cli'],
  chalk: ['report', 'cli/views'],
  croner: ['schedules'],
  tinyglobby: ['project'],
  'smol-toml': ['project'],
  // The embedded server has its data directory, the engine reads its own .sql files.
  'node:fs': ['project', 'db/embedded', 'engine'],
  'node:child_process': ['db/embedded'],
  'node:http': ['runner'],
};

/** Rooms that give the same answer at every time: what they see of time is handed to them. */
const TIMELESS = ['source', 'diagnostics', 'graph', 'emit', 'language', 'sql', 'schedules'];
const CLOCK =
  /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(|\brandomUUID\(|\brandomBytes\(|\bsetTimeout\(|\bsetInterval\(/;

const imports = readImports('src');
const rooms = new Set(imports.map(({ from }) => roomOf(from)));
const said = ({ from, to }: Import): string => `${from} imports ${to}`;

function forbiddenWays(all: readonly Import[]): readonly string[] {
  const edges = edgesOf(all.map(({ from, to, library }) => [roomOf(from), library ? plain(to) : roomOf(to)]));
  return Object.entries(NEVER).flatMap(([room, forbidden]) => {
    const ways = reach(edges, room);
    return forbidden.flatMap((name) => ways.get(name)?.join(' -> ') ?? []);
  });
}

function strayLibraries(all: readonly Import[]): readonly string[] {
  const stray = ({ from, to, library }: Import): boolean =>
    library && !(HOMES[plain(to)] ?? [from]).some((home) => from === home || from.startsWith(`${home}/`));
  return all.filter(stray).map(said);
}

function throughTheBack(all: readonly Import[]): readonly string[] {
  const inside = (file: string): boolean => roomOf(file) === 'cli';
  return all.filter(({ from, to, library }) => !library && inside(from) && !inside(to) && to !== 'index.ts').map(said);
}

/** `node:fs/promises` is fs. */
function plain(library: string): string {
  return library.startsWith('node:') ? (library.split('/')[0] as string) : library;
}

describe('the rooms of src', () => {
  it('are all there, and the reading of import lines found them', () => {
    expect(
      [...Object.keys(NEVER), 'cli', 'sql', 'engine', 'deploy', 'runs', 'project', 'schedules'].filter((room) => !rooms.has(room)),
    ).toEqual([]);
    expect(imports.filter(({ library }) => !library).length).toBeGreaterThan(500);
  });

  it('keep to what they may import, also by way of others', () => {
    expect(forbiddenWays(imports)).toEqual([]);
  });

  it('see a foreign library in one room only', () => {
    expect(strayLibraries(imports)).toEqual([]);
    const dependencies = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies);
    expect(
      dependencies.filter((name) => !(name in HOMES)),
      'every dependency has its room',
    ).toEqual([]);
  });

  it('leave the command line to the public library: it uses index.ts and its own views', () => {
    expect(throughTheBack(imports)).toEqual([]);
  });

  it('nobody imports the command line', () => {
    expect(imports.filter(({ from, to, library }) => !library && roomOf(to) === 'cli' && roomOf(from) !== 'cli').map(said)).toEqual([]);
  });

  it('have no cycle among them, nor among files', () => {
    const own = imports.filter(({ library }) => !library);
    expect(findCycle(edgesOf(own.map(({ from, to }) => [roomOf(from), roomOf(to)])))).toBeNull();
    expect(findCycle(edgesOf(own.map(({ from, to }) => [from, to])))).toBeNull();
  });

  it.each(TIMELESS)('%s has no clock and no chance', (room) => {
    const files = new Set(imports.map(({ from }) => from).filter((file) => roomOf(file) === room));
    const found = [...files].filter((file) => CLOCK.test(readFileSync(path.join('src', file), 'utf8')));
    expect(found).toEqual([]);
  });
});

describe('the watch over the rooms notices', () => {
  const wrong = (from: string, text: string): readonly Import[] => importsOf(from, text);

  it.each([
    ['a library out of its room', 'graph/hash.ts', "import pg from 'pg';"],
    ['a type of one', 'runs/ask.ts', "import type { Client } from 'pg';"],
    ['a part of one', 'runs/ask.ts', "import Client from 'pg/lib/client.js';"],
    ['one that is loaded later', 'graph/hash.ts', "const pg = await import('pg');"],
    ['files read where none are', 'language/check/index.ts', "import { readFile } from 'node:fs/promises';"],
    ['chalk beside the views', 'cli/commands/run.ts', "import chalk from 'chalk';"],
  ])('%s', (_, from, text) => {
    expect(strayLibraries(wrong(from, text))).toHaveLength(1);
  });

  it.each([
    ['a forbidden room', [['language/check/a.ts', "import { openDatabase } from '../../db/index.ts';"]]],
    ['one that is exported again', [['runner/index.ts', "export * from '../emit/index.ts';"]]],
    [
      'one that is reached by way of another',
      [
        ['runner/index.ts', "import {\n  a,\n  b,\n} from '../deploy/index.ts';"],
        ['deploy/index.ts', "import '../emit/index.ts';"],
      ],
    ],
  ] as const)('%s', (_, files) => {
    expect(forbiddenWays(files.flatMap(([from, text]) => wrong(from, text)))).not.toEqual([]);
  });

  it('a command that goes past the library', () => {
    expect(throughTheBack(wrong('cli/commands/run.ts', "import { startRun } from '../../runs/index.ts';"))).toHaveLength(1);
    expect(throughTheBack(wrong('cli/commands/run.ts', "import { startRun } from '../../index.ts';"))).toHaveLength(0);
  });

  it('a cycle', () => {
    expect(
      findCycle(
        edgesOf([
          ['a', 'b'],
          ['b', 'c'],
          ['c', 'a'],
        ]),
      ),
    ).toEqual(['a', 'b', 'c', 'a']);
    expect(
      findCycle(
        edgesOf([
          ['a', 'b'],
          ['b', 'c'],
          ['a', 'c'],
        ]),
      ),
    ).toBeNull();
  });
});
