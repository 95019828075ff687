import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { breachesOf } from './distributed-rules.ts';

const ENGINE = fileURLToPath(new URL('../../src/engine/', import.meta.url));
const files = ['migrations', 'functions', 'views', 'setup'].flatMap((folder) =>
  readdirSync(path.join(ENGINE, folder)).map((name) => `${folder}/${name}`),
);

test.each(files)('%s keeps the rules that let it run on distributed Postgres', (file) => {
  expect(breachesOf(readFileSync(path.join(ENGINE, file), 'utf8'))).toEqual([]);
});

describe('what breaks a rule is found', () => {
  test.each([
    ['create table pgdurable.x (run uuid primary key)', 'a table that grows'],
    ['create table pgdurable.x (part smallint not null, run uuid not null, primary key (run, part))', 'a table that grows'],
    ['create unique index on pgdurable.token (run, part)', 'a table that grows'],
    ['create table pgdurable.x (part smallint not null, run uuid references pgdurable.token, primary key (part, run))', 'a foreign key'],
    ['select 1 from pgdurable.token t where t.run = p_run for update', 'a locking SELECT'],
    ['do $$ begin perform 1 from pgdurable.token t where t.tok = 0 for no key update skip locked; end $$', 'a locking SELECT'],
    ['update pgdurable.token t set due = pgdurable.now() where t.part = 1', 'no volatile function'],
    ['insert into pgdurable.idle as i values (1) on conflict (worker) do update set seen_at = clock_timestamp()', 'no volatile function'],
    ['create trigger t after insert on pgdurable.token execute function pgdurable.x()', 'no trigger'],
    ['merge into pgdurable.token t using x on true when matched then delete', 'no MERGE'],
    ['delete from pgdurable.token where current of c', 'no WHERE CURRENT OF'],
    ['create table pgdurable.x (part smallint not null, id serial, primary key (part, id))', 'no int4 sequence'],
    ['create table pgdurable.d partition of pgdurable.done default', 'no default partition'],
    ['select 1 from token where part = p_part', 'tables are named with their schema'],
  ])('%s', (sql, rule) => {
    expect(breachesOf(sql).map((breach) => breach.rule)).toContainEqual(expect.stringContaining(rule));
  });
});
