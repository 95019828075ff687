import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exit } from '../../src/cli/exit-code.ts';
import { openChosenDatabase } from '../../src/project/index.ts';
import { type Block, blocksOf, fileOf, tableBelow } from './markdown.ts';
import { openShell, type Shell } from './shell.ts';
import { execute } from './statements.ts';
import { replay } from './transcript.ts';

const page = readFileSync('README.md', 'utf8');
const project = (shell: Shell): string => path.join(shell.home, 'hello');

let shell: Shell;
beforeAll(() => {
  // The commands of the tour are those that a reader has: built.
  const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs'], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  shell = openShell();
});
afterAll(() => shell.close());

/** What becomes of a block in the tour. */
const handlers: Readonly<Record<string, (block: Block) => Promise<void>>> = {
  console: (block) => replay(block, shell),
  dflow: writeBlock,
  sql: async (block) => (fileOf(block) === null ? inDatabase(block) : writeBlock(block)),
};

async function writeBlock(block: Block): Promise<void> {
  const file = path.join(project(shell), fileOf(block) ?? expect.fail(`line ${block.line}: which file is it?`));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, block.text);
}

async function inDatabase(block: Block): Promise<void> {
  const opened = await openChosenDatabase({ kind: 'embedded' }, project(shell), () => {});
  if (opened.value === null) throw new Error(JSON.stringify(opened.diagnostics));
  const { database, close } = opened.value;
  const connection = await database.connection();
  try {
    await execute(block, connection);
  } finally {
    await connection.close();
    await close();
  }
}

it('the tour does what it says', { timeout: 240_000 }, async () => {
  const tour = blocksOf(page.slice(page.indexOf('## A tour'), page.indexOf('## Further')));
  const kinds = tour.map(({ language }) => language);
  expect(kinds.filter((kind) => !(kind in handlers))).toEqual([]);
  expect(kinds.filter((kind) => kind === 'console').length).toBeGreaterThan(5);
  const lines = page.slice(0, page.indexOf('## A tour')).split('\n').length - 1;
  for (const block of tour) await handlers[block.language]?.({ ...block, line: block.line + lines });
});

it('the flow at the beginning is the one of the fixture', () => {
  expect(blocksOf(page)[0]?.text).toBe(readFileSync('fixtures/documents/flows/process-documents.dflow', 'utf8'));
});

it('the first commands are the demo, and fresh-clone.sh finds them', () => {
  const commands = blocksOf(page).filter(({ language, rest }) => language === 'sh' && rest === 'fresh-clone');
  expect(commands.map(({ text }) => text.trimEnd().split('\n').at(-1))).toEqual(['npm run demo']);
});

it('the exit table is that of the code', () => {
  const told = tableBelow(page, 'Exit codes').map(([code]) => Number(code));
  expect(told).toEqual(Object.values(exit).filter((code) => code !== exit.interrupted));
});

it('every room has its line', () => {
  const told = tableBelow(page, 'Rooms').flatMap(([cell]) => [...(cell as string).matchAll(/`src\/([\w.-]+)`/g)].map((match) => match[1]));
  expect(told.sort()).toEqual(readdirSync('src').sort());
});

it('every script that it names is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const named = [...page.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] as string);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
