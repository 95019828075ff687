import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProject } from '../../src/project/find-project.ts';
import { initProject } from '../../src/project/init-project.ts';
import { defaultSettings } from '../../src/project/project-file.ts';
import { readFlows, readSchema } from '../../src/project/read-sources.ts';
import { temporaryDirectory } from './temporary-directory.ts';

describe('a new project', () => {
  it('has a project file that states the defaults, one flow, its schema and a CI recipe', async () => {
    const root = join(temporaryDirectory(), 'new/project');
    const { value, diagnostics } = await initProject(root);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({ root, written: ['pgdurable.toml', 'flows/greet.dflow', 'db/schema.sql', '.github/workflows/pgdurable.yml'] });
    const project = (await findProject(root)).value;
    expect(project).toEqual({ root, ...defaultSettings });
    if (project === null) return;
    expect((await readFlows(project)).value.map(({ path }) => path)).toEqual(['flows/greet.dflow']);
    expect((await readSchema(project)).value.map(({ path }) => path)).toEqual(['db/schema.sql']);
  });

  it('is made in a directory that has other files', async () => {
    const root = temporaryDirectory({ 'README.md': 'mine', 'db/other.sql': '' });
    expect((await initProject(root)).diagnostics).toEqual([]);
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe('mine');
  });

  it('writes over nothing: one file that is there, and not one is written', async () => {
    const root = temporaryDirectory({ 'db/schema.sql': 'mine' });
    const { value, diagnostics } = await initProject(root);
    expect(value).toBeNull();
    expect(diagnostics.map(({ message }) => message)).toEqual([`${join(root, 'db/schema.sql')} exists already. Nothing was written.`]);
    expect(readdirSync(root)).toEqual(['db']);
    expect(readFileSync(join(root, 'db/schema.sql'), 'utf8')).toBe('mine');
  });

  it('says why it cannot be made', async () => {
    const root = temporaryDirectory({ file: '' });
    expect((await initProject(join(root, 'file'))).diagnostics).toMatchObject([{ slug: 'unwritable-file' }]);
    mkdirSync(join(root, 'flows'));
    expect(readdirSync(root)).toEqual(['file', 'flows']);
  });
});
