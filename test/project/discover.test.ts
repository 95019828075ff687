import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choose, discoverFlows, discoverSchema } from '../../src/project/discover.ts';
import { findProject } from '../../src/project/find-project.ts';
import { defaultSettings, type Project } from '../../src/project/project-file.ts';
import { readFlows, readSchema } from '../../src/project/read-sources.ts';
import { asOrdinaryUser, temporaryDirectory } from './temporary-directory.ts';

function project(root: string, part: Partial<Project> = {}): Project {
  return { root, ...defaultSettings, ...part };
}

describe('finding the project', () => {
  it('walks up to the nearest project file', async () => {
    const root = temporaryDirectory({ 'pgdurable.toml': '', 'a/pgdurable.toml': 'out = "x"\n', 'a/b/c/file': '' });
    expect((await findProject(join(root, 'a/b/c'))).value).toMatchObject({ root: join(root, 'a'), out: 'x' });
    expect((await findProject(root)).value).toMatchObject({ root, out: 'migrations' });
  });

  it('looks at one directory only when told to', async () => {
    const root = temporaryDirectory({ 'pgdurable.toml': '', 'a/file': '' });
    const { value, diagnostics } = await findProject(join(root, 'a'), { exactly: true });
    expect(value).toBeNull();
    expect(diagnostics[0]).toMatchObject({ slug: 'no-project-file', message: `There is no pgdurable.toml in ${join(root, 'a')}.` });
  });

  it('goes on to the findings of a project file that is wrong, with its text', async () => {
    const root = temporaryDirectory({ 'pgdurable.toml': 'wrong = 1\n' });
    const found = await findProject(root);
    expect(found).toMatchObject({ value: null, source: { path: 'pgdurable.toml', text: 'wrong = 1\n' } });
    expect(found.diagnostics.map(({ slug }) => slug)).toEqual(['unknown-project-key']);
  });

  it('says so when the project file is a directory', async () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'pgdurable.toml'));
    expect((await findProject(root)).diagnostics.map(({ message }) => message)).toEqual([
      'pgdurable.toml cannot be read: it is a directory.',
    ]);
  });
});

describe('finding flows and schema files', () => {
  it('lists flows by name, the same everywhere, without those of other packages', async () => {
    const root = temporaryDirectory({
      'flows/b.dflow': '',
      'flows/a/z.dflow': '',
      'flows/B.dflow': '',
      'flows/é.dflow': '',
      'flows/a.sql': '',
      'flows/.hidden.dflow': '',
      'flows/node_modules/x/flows/c.dflow': '',
    });
    expect(await discoverFlows(project(root))).toEqual({
      value: ['flows/B.dflow', 'flows/a/z.dflow', 'flows/b.dflow', 'flows/é.dflow'],
      diagnostics: [],
    });
  });

  it('says which patterns match no flow', async () => {
    const root = temporaryDirectory({ 'flow/a.dflow': '' });
    const { diagnostics } = await discoverFlows(project(root));
    expect(diagnostics).toMatchObject([{ slug: 'no-flows', message: `No file under ${root} matches flows = ["flows/**/*.dflow"].` }]);
  });

  it('lists schema files by pattern, then by name, each once', async () => {
    const root = temporaryDirectory({ 'db/2.sql': '', 'db/1.sql': '', 'db/10.sql': '', 'first.sql': '', 'db/old/0.sql': '' });
    const found = await discoverSchema(project(root, { schema: ['first.sql', 'db/*.sql', '**/*.sql', '!db/old/**'] }));
    expect(found).toEqual({ value: ['first.sql', 'db/1.sql', 'db/10.sql', 'db/2.sql'], diagnostics: [] });
  });

  it('misses a schema file that is named, not one that a pattern might have matched', async () => {
    const root = temporaryDirectory();
    expect((await discoverSchema(project(root))).diagnostics).toEqual([]);
    const { diagnostics } = await discoverSchema(project(root, { schema: ['db/schema.sql'] }));
    expect(diagnostics.map(({ message }) => message)).toEqual(['There is no file or directory db/schema.sql.']);
  });

  it('chooses among the flows by file and by directory, from where the user is', async () => {
    const root = temporaryDirectory({ 'flows/a.dflow': '', 'flows/sub/b.dflow': '', 'flows/sub2/c.dflow': '', 'db/x.sql': '' });
    const all = (await discoverFlows(project(root))).value;
    const chosen = async (paths: readonly string[], cwd = root) => [...(await choose(project(root), all, paths, cwd)).value];
    expect(await chosen([])).toEqual(all);
    expect(await chosen(['flows/sub'])).toEqual(['flows/sub/b.dflow']);
    expect(await chosen(['.', 'flows/a.dflow'])).toEqual(all);
    expect(await chosen(['../a.dflow', './'], join(root, 'flows/sub'))).toEqual(['flows/a.dflow', 'flows/sub/b.dflow']);
    const slugs = async (path: string) => (await choose(project(root), all, [path], root)).diagnostics.map(({ slug }) => slug);
    expect(await slugs('flows/nope.dflow')).toEqual(['missing-path']);
    expect(await slugs('db')).toEqual(['path-not-in-project']);
    expect(await slugs('..')).toEqual(['path-not-in-project']);
  });
});

describe('reading files', () => {
  it('keeps the text letter by letter, byte order mark and CRLF included', async () => {
    const root = temporaryDirectory({ 'flows/a.dflow': '\uFEFFflow a\r\n{}', 'db/s.sql': 'SELECT 1;' });
    expect((await readFlows(project(root))).value).toEqual([{ path: 'flows/a.dflow', text: '\uFEFFflow a\r\n{}' }]);
    expect((await readSchema(project(root))).value).toEqual([{ path: 'db/s.sql', text: 'SELECT 1;' }]);
  });

  it.each([
    ['Latin-1', Buffer.concat([Buffer.from('-- é\n-- '), Buffer.from([0xe9]), Buffer.from(' x')]), '-- é\n-- '],
    ['UTF-16', Buffer.from('\uFEFFflow', 'utf16le'), ''],
    ['a surrogate', Buffer.concat([Buffer.from('a'), Buffer.from([0xed, 0xa0, 0x80])]), 'a'],
    ['a character cut off at the end', Buffer.from('ab€').subarray(0, 4), 'ab'],
  ])('refuses %s at the first wrong byte', async (_, bytes, before) => {
    const root = temporaryDirectory({ 'flows/a.dflow': bytes, 'flows/b.dflow': 'fine' });
    const { value, diagnostics } = await readFlows(project(root));
    expect(value).toEqual([{ path: 'flows/b.dflow', text: 'fine' }]);
    expect(diagnostics).toMatchObject([{ slug: 'not-utf8', span: { file: 'flows/a.dflow', start: before.length } }]);
  });

  it('refuses a file beyond the limit without reading it', async () => {
    const root = temporaryDirectory({ 'flows/a.dflow': 'x'.repeat(4 * 1024 * 1024 + 1) });
    expect((await readFlows(project(root))).diagnostics).toMatchObject([{ slug: 'file-too-large' }]);
  });

  it('passes over a link that leads nowhere, and a directory named like a flow', async () => {
    const root = temporaryDirectory({ 'flows/a.dflow': '', 'flows/dir.dflow/readme': '' });
    symlinkSync('nowhere.dflow', join(root, 'flows/link.dflow'));
    expect((await discoverFlows(project(root))).value).toEqual(['flows/a.dflow']);
  });

  it('says when a file may not be read', async () => {
    const root = temporaryDirectory({ 'flows/a.dflow': '' });
    chmodSync(join(root, 'flows/a.dflow'), 0);
    const { diagnostics } = await asOrdinaryUser(() => readFlows(project(root)));
    expect(diagnostics.map(({ message }) => message)).toEqual(['flows/a.dflow cannot be read: permission denied.']);
  });
});
