import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { OWNER_ROLE } from '../../src/db/embedded/data-directory.ts';
import type { Postmaster } from '../../src/db/embedded/postmaster.ts';
import { type Database, openDatabase } from '../../src/db/index.ts';
import { launchServer, type Major, relaunchServer, reserveServer, type ServerAddress, serverUrl } from './server.ts';

export type { Major } from './server.ts';

/** An empty database on a server that the whole run shares. */
export interface TestDatabase {
  /** As the role that owns it: no superuser, may create databases and roles. */
  readonly url: string;
  /** As superuser, for what a test does behind the product's back. */
  readonly adminUrl: string;
  readonly database: Database;
  drop(): Promise<void>;
}

/** A server of one test alone, with fsync on, that may be killed. */
export interface OwnServer {
  readonly url: string;
  readonly adminUrl: string;
  /** SIGKILL to the postmaster: no shutdown, no checkpoint. */
  kill(): Promise<void>;
  /** Starts it again on the same port, after crash recovery. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** Make one per test file and drop it at the end: `afterAll(() => db.drop())`. */
export async function testDatabase(major: Major = 18): Promise<TestDatabase> {
  const address = inject('servers')[major];
  if (address === undefined) throw new Error(`Postgres ${major} is not installed for this platform: run npm install`);
  const admin = await openWhenReady(address);
  const name = `t_${randomBytes(8).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0 OWNER ${OWNER_ROLE}`);
  const url = serverUrl(address, name);
  const database = await mustOpen(url);
  return {
    url,
    adminUrl: serverUrl(address, name, 'superuser'),
    database,
    async drop() {
      await database.close();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.close();
    },
  };
}

export async function ownServer(major: Major = 18, settings: Record<string, string> = {}): Promise<OwnServer> {
  const root = mkdtempSync(path.join(os.tmpdir(), `pgdurable-test-${process.pid}-`));
  rmSync(root, { recursive: true });
  mkdirSync(root, { mode: 0o755 });
  const address = await reserveServer(root, `pg${major}`);
  let postmaster: Postmaster = await launchServer(major, address, settings);
  return {
    url: serverUrl(address, 'pgdurable_dev'),
    adminUrl: serverUrl(address, 'pgdurable_dev', 'superuser'),
    async kill() {
      process.kill(postmaster.pid, 'SIGKILL');
      await postmaster.ended;
    },
    async restart() {
      postmaster = await relaunchServer(major, address, settings);
      if (postmaster.port !== address.port) throw new Error('the port of the killed server was taken by another program');
    },
    async stop() {
      await postmaster.stop('immediate');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The database at a URL; a test has no use for a connection problem as a value. */
export async function mustOpen(url: string): Promise<Database> {
  const opened = await openDatabase(url);
  if (!opened.ok) throw new Error(`${opened.problem.kind}: ${opened.problem.message}`);
  return opened.database;
}

async function openWhenReady(address: ServerAddress): Promise<Database> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(20)) {
    if (existsSync(`${address.home}.failed`)) throw new Error(readFileSync(`${address.home}.failed`, 'utf8'));
    if (!existsSync(path.join(address.home, 'password'))) continue;
    const opened = await openDatabase(serverUrl(address, 'postgres', 'superuser'), { max: 1 });
    if (opened.ok) return opened.database;
    if (opened.problem.kind !== 'unreachable') throw new Error(opened.problem.message);
  }
  throw new Error('the server of the tests did not start within 60 s');
}
