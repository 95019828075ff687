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
  // Again while the server is still writing.
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
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

test('whatever is killed in whatever order, there is one server, and no committed row is lost', { timeout: 120_000 }, async () => {
  const keeper = await command(project.dir);
  await one(keeper.url, 'CREATE TABLE ledger (n int)');
  const commands = [await command(project.dir)];
  const seen: number[][] = [];
  const watch = setInterval(() => seen.push(postmastersOf(home)), 100);
  // Known numbers, so that a failure can be looked at again.
  const turns = [0, 1, 2, 1, 0, 0, 2, 1, 2, 0, 1, 1, 0, 2, 0];
  let acknowledged = 0;
  for (const [n, turn] of turns.entries()) {
    const victims = [
      () => killHard(supervisorsOf(project.dir)),
      () => killHard(postmastersOf(home)),
      async () => (await commands.shift())?.kill(),
    ];
    const insert = one(keeper.url, `INSERT INTO ledger VALUES (${n})`).then(
      () => acknowledged++,
      () => {},
    );
    await victims[turn]?.();
    await insert;
    commands.push(await command(project.dir));
  }
  clearInterval(watch);
  const last = await command(project.dir);
  expect(last.url).toBe(keeper.url);
  const [kept, distinct] = [
    await one(last.url, 'SELECT count(*)::int FROM ledger'),
    await one(last.url, 'SELECT count(DISTINCT n)::int FROM ledger'),
  ];
  expect(kept).toBe(distinct);
  expect(kept).toBeGreaterThanOrEqual(acknowledged);
  // A backend that has just been forked looks like a postmaster for an instant, when its own has been killed.
  const both = seen.filter((pids, at) => pids.length > 1 && pids.filter((pid) => seen[at + 1]?.includes(pid)).length > 1);
  expect(both).toEqual([]);
  await Promise.all([keeper, last, ...commands].map((each) => each.end()));
});
