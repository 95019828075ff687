import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../src/deploy/index.ts';
import type { Runner } from '../../src/runner/index.ts';
import { type Compiling, openCompiling } from '../compile/compiling.ts';
import { running } from '../runner/running.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { type Block, blocksOf } from './markdown.ts';

const blocks = blocksOf(readFileSync('docs/language.md', 'utf8'));
const schema = blocks.find(({ language, rest }) => language === 'sql' && rest === 'schema')?.text ?? '';
/** An example, with what stands below it. */
const examples = blocks.flatMap((block, index) => {
  const next = blocks[index + 1];
  const name = /^flow (\w+)/m.exec(block.text)?.[1] ?? '';
  return block.language === 'dflow' ? [{ name, block, below: next?.language === 'json' ? next : null }] : [];
});
const sound = examples.filter(({ block }) => block.rest === '');
const faulty = examples.filter(({ block }) => block.rest.startsWith('says '));

let compiling: Compiling;
let db: TestDatabase;
let runner: Runner;
beforeAll(async () => {
  compiling = await openCompiling(schema);
  db = await testDatabase();
  expect(await db.database.script(schema)).toMatchObject({ ok: true });
  expect(await deploy(db.database, [])).toMatchObject({ ok: true });
  runner = (await running({ database: db.database })).runner;
});
afterAll(async () => {
  await runner.stop();
  await compiling.close();
  await db.drop();
});

async function compiled({ text }: Block) {
  const { flows, diagnostics } = await compiling.text(text);
  return { flows, said: diagnostics.map(({ code, message }) => `${code} ${message}`) };
}

it('every block of the page is an example or belongs to one', () => {
  expect(examples.length).toBe(sound.length + faulty.length);
  expect(blocks.length).toBe(1 + examples.length + examples.filter(({ below }) => below !== null).length);
  expect(sound.filter(({ below }) => below !== null).length).toBeGreaterThan(10);
});

describe('an example of the page compiles without a word and gives what is below it', () => {
  // One after another: they work on the same tables.
  it.each(sound)('$name', async ({ name, block, below }) => {
    const { flows, said } = await compiled(block);
    expect(said).toEqual([]);
    expect(await deploy(db.database, flows)).toMatchObject({ ok: true });
    if (below === null) return;
    const [started] = await db.database.query<{ id: string }>('SELECT pgdurable.start($1) AS id', [name]);
    const told = below.rest === 'error' ? "jsonb_build_object('code', error -> 'code', 'message', error -> 'message')" : 'result';
    const finished = async () =>
      (
        await db.database.query<{ told: string }>(
          `SELECT (${told})::text AS told FROM pgdurable.runs WHERE id = $1 AND finished_at IS NOT NULL`,
          [started?.id ?? null],
        )
      )[0]?.told;
    await expect.poll(finished, { timeout: 15_000, interval: 20 }).toBeDefined();
    // Compared by Postgres: its numbers are exact.
    const [same] = await db.database.query<{ same: boolean }>('SELECT $1::jsonb = $2::jsonb AS same', [
      (await finished()) ?? null,
      below.text,
    ]);
    expect({ ...same, told: await finished() }).toMatchObject({ same: true });
  });
});

describe('an example of what the compiler finds has that said of it', () => {
  it.each(faulty)('$name: $block.rest', async ({ block }) => {
    const { said } = await compiled(block);
    expect(said.map((each) => each.slice(0, 6))).toContain(block.rest.replace('says ', ''));
  });
});
