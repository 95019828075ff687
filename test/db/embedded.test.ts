import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { command, emptyProject, killHard, postmastersOf, supervisorsOf, until } from '../support/embedded.ts';
import { mustOpen } from '../support/postgres.ts';

let project: ReturnType<typeof emptyProject>;
let home: string;

beforeEach(() => {
  project = emptyProject();
  home = path.join(project.dir, '.pgdurable');
});
afterEach(async () => {
  await until('nothing of the project runs any more', nothingRuns);
  project.remove();
});

const nothingRuns = () => postmastersOf(home).length === 0 && supervisorsOf(project.dir).length === 0;

async function one(url: string, sql: string): Promise<unknown> {
  const database = await mustOpen(url);
  try {
    return Object.values((await database.query<object>(sql))[0] ?? {})[0];
  } finally {
    await database.close();
  }
}

test('ten commands that start at once share one server, which ends with the last of them', async () => {
  const commands = await Promise.all(Array.from({ length: 10 }, () => command(project.dir)));
  expect(new Set(commands.map((each) => each.url)).size).toBe(1);
  expect(postmastersOf(home)).toHaveLength(1);
  await until('one supervisor', () => supervisorsOf(project.dir).length === 1);
  const [first, ...others] = commands;
  await Promise.all(others.map((each, at) => (at % 2 === 0 ? each.kill() : each.end())));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(await one(first!.url, 'SELECT 1')).toBe(1);
  await first!.kill();
});

test('the server survives its supervisor: the command that uses it finds it a new one', async () => {
  const user = await command(project.dir);
  await one(user.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  const before = postmastersOf(home);
  await killHard(supervisorsOf(project.dir));
  await until('a new supervisor', () => supervisorsOf(project.dir).length === 1);
  const second = await command(project.dir);
  expect(second.url).toBe(user.url);
  expect(postmastersOf(home)).toEqual(before);
  expect(await one(user.url, 'SELECT n FROM kept')).toBe(7);
  await user.end();
  await second.end();
});

test('after everything but the postmaster was killed, the next command takes the server over and ends it', async () => {
  const user = await command(project.dir);
  const before = postmastersOf(home);
  // Stopped, so that it cannot notice that the command is gone.
  process.kill(supervisorsOf(project.dir)[0]!, 'SIGSTOP');
  await user.kill();
  await killHard(supervisorsOf(project.dir));
  const next = await command(project.dir);
  expect(next.url).toBe(user.url);
  expect(postmastersOf(home)).toEqual(before);
  await next.end();
});

test('a killed postmaster comes back at the same place with all that was committed', async () => {
  const user = await command(project.dir);
  await one(user.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  const busy = await mustOpen(user.url);
  const endless = busy.query('DO $$ BEGIN LOOP END LOOP; END $$').catch((error: Error) => error);
  await until(
    'the endless loop',
    async () => (await one(user.url, "SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE 'DO%LOOP%' AND state = 'active'")) === 1,
  );
  await killHard(postmastersOf(home));
  await until('a new postmaster', () => postmastersOf(home).length === 1);
  const second = await command(project.dir);
  expect(second.url).toBe(user.url);
  expect(await one(user.url, 'SELECT n FROM kept')).toBe(7);
  expect(await endless).toBeInstanceOf(Error);
  await busy.close();
  await user.end();
  await second.end();
});

test('after a restart of the machine the numbers in the files left behind belong to others', async () => {
  const user = await command(project.dir);
  process.kill(supervisorsOf(project.dir)[0]!, 'SIGSTOP');
  await user.kill();
  await killHard([...supervisorsOf(project.dir), ...postmastersOf(home)]);
  const pidFile = path.join(home, 'server/data/postmaster.pid');
  writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid)));
  const next = await command(project.dir);
  expect(await one(next.url, 'SELECT 1')).toBe(1);
  await next.end();
});

test('a command that leaves one second later finds the server of the one before', async () => {
  const first = await command(project.dir);
  const before = postmastersOf(home);
  await first.end();
  const second = await command(project.dir);
  expect(postmastersOf(home)).toEqual(before);
  await second.end();
});

test('data stays from one command to the next', async () => {
  const first = await command(project.dir);
  await one(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  await first.end();
  await until('the server has ended', nothingRuns);
  const second = await command(project.dir);
  expect(await one(second.url, 'SELECT n FROM kept')).toBe(7);
  await second.end();
});

test('a project that is removed takes its server along', async () => {
  const user = await command(project.dir);
  rmSync(home, { recursive: true, force: true });
  await until('the server has ended', () => postmastersOf(home).length === 0);
  await user.kill();
});

test('a server that does not start shows the end of its log', async () => {
  const first = await command(project.dir);
  await first.end();
  await until('the server has ended', nothingRuns);
  appendFileSync(path.join(home, 'server/data/postgresql.conf'), '\nno_such_setting = 1\n');
  const second = await command(project.dir);
  expect(second.failure).toContain('unrecognized configuration parameter "no_such_setting"');
  await second.end();
});
