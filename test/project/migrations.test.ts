import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planMigrations } from '../../src/project/plan-migrations.ts';
import { listOutputs, outdated, writeOutputs } from '../../src/project/write-outputs.ts';
import { asOrdinaryUser, temporaryDirectory } from './temporary-directory.ts';

const hashA = 'a'.repeat(64);
const hashB = 'b'.repeat(64);

function plan(existing: readonly string[], ...flows: readonly (readonly [string, string])[]): readonly string[] {
  return planMigrations(
    existing,
    flows.map(([flow, hash]) => ({ flow, hash })),
  ).map(({ name, isNew }) => `${isNew ? '+' : '='} ${name}`);
}

describe('the names of migrations', () => {
  it('count from 1, each flow with a version of its own', () => {
    expect(plan([], ['one', hashA], ['two', hashB])).toEqual(['+ 0001_one_v1_aaaaaaaa.sql', '+ 0002_two_v1_bbbbbbbb.sql']);
  });

  it('stay when the hash stays', () => {
    expect(plan(['0001_one_v1_aaaaaaaa.sql', 'one.graph.json'], ['one', hashA])).toEqual(['= 0001_one_v1_aaaaaaaa.sql']);
  });

  it('go on when the hash changes, also back to one that was', () => {
    const first = ['0001_one_v1_aaaaaaaa.sql', '0002_two_v1_aaaaaaaa.sql'];
    expect(plan(first, ['one', hashB])).toEqual(['+ 0003_one_v2_bbbbbbbb.sql']);
    expect(plan([...first, '0003_one_v2_bbbbbbbb.sql'], ['one', hashA])).toEqual(['+ 0004_one_v3_aaaaaaaa.sql']);
  });

  it('leave room for the migrations of others', () => {
    expect(plan(['0041_add_table.sql', '20240131120000-x.sql', 'README.md', '99999_notes.txt'], ['one', hashA])).toEqual([
      '+ 20240131120001_one_v1_aaaaaaaa.sql',
    ]);
    expect(plan(['9999_x.sql'], ['one', hashA])).toEqual(['+ 10000_one_v1_aaaaaaaa.sql']);
  });

  it('tell flows apart whose names look like versions', () => {
    const existing = ['0001_one_v1_v1_aaaaaaaa.sql', '0002_one_v1_bbbbbbbb.sql'];
    expect(plan(existing, ['one', hashB], ['one_v1', hashA])).toEqual(['= 0002_one_v1_bbbbbbbb.sql', '= 0001_one_v1_v1_aaaaaaaa.sql']);
  });

  it('compare numbers as numbers', () => {
    expect(plan(['9_one_v1_aaaaaaaa.sql', '10_one_v2_bbbbbbbb.sql'], ['one', hashB])).toEqual(['= 10_one_v2_bbbbbbbb.sql']);
  });
});

describe('writing files', () => {
  const files = [
    { name: 'a.sql', text: 'SELECT 1;\n' },
    { name: 'b.sql', text: 'é\n' },
  ];

  it('makes the directory, writes what is missing and nothing else', async () => {
    const root = temporaryDirectory();
    const directory = join(root, 'deep/out');
    expect(await listOutputs(directory)).toEqual({ value: [], diagnostics: [] });
    expect(await writeOutputs(root, directory, files)).toEqual({ value: ['deep/out/a.sql', 'deep/out/b.sql'], diagnostics: [] });
    expect(readdirSync(directory)).toEqual(['a.sql', 'b.sql']);
    expect(readFileSync(join(directory, 'b.sql'), 'utf8')).toBe('é\n');
    expect(await outdated(directory, [...files, { name: 'c', text: '' }, { name: 'a.sql', text: 'other' }])).toEqual([
      { name: 'c', text: '' },
      { name: 'a.sql', text: 'other' },
    ]);
  });

  it('says why a file cannot be written, and leaves nothing half done', async () => {
    const root = temporaryDirectory({ 'out/file': '', file: '' });
    mkdirSync(join(root, 'out/a.sql'));
    const blocked = await writeOutputs(root, join(root, 'out'), files);
    expect(blocked.value).toEqual([]);
    expect(blocked.diagnostics).toMatchObject([{ slug: 'unwritable-file', message: 'out/a.sql cannot be written: it is a directory.' }]);
    expect(readdirSync(join(root, 'out'))).toEqual(['a.sql', 'file']);
    expect((await writeOutputs(root, join(root, 'file/out'), files)).diagnostics).toMatchObject([{ slug: 'unwritable-file' }]);
    expect((await listOutputs(join(root, 'file'))).diagnostics).toMatchObject([{ slug: 'unreadable-file' }]);
  });

  it('writes through a link, and into what is no plain file', async () => {
    const root = temporaryDirectory({ 'real/a.sql': 'old' });
    symlinkSync(join(root, 'real/a.sql'), join(root, 'a.sql'));
    symlinkSync('/dev/null', join(root, 'b.sql'));
    expect((await writeOutputs(root, root, files)).diagnostics).toEqual([]);
    expect(readFileSync(join(root, 'real/a.sql'), 'utf8')).toBe('SELECT 1;\n');
    expect(readlinkSync(join(root, 'b.sql'))).toBe('/dev/null');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readdirSync(join(root, 'real'))).toEqual(['a.sql']);
  });

  it('says so in a directory that may not be written', async () => {
    const root = temporaryDirectory({ 'out/file': '' });
    chmodSync(join(root, 'out'), 0o555);
    const { diagnostics } = await asOrdinaryUser(() => writeOutputs(root, join(root, 'out'), files));
    expect(diagnostics.map(({ message }) => message)).toEqual(['out/a.sql cannot be written: permission denied.']);
    expect(existsSync(join(root, 'out/a.sql'))).toBe(false);
  });
});
