import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unprivilegedAccount } from '../../src/db/embedded/account.ts';
import { freePort } from '../../src/db/embedded/port.ts';

/** Where PgBouncer is installed; undefined where it is not, and the tests that need it are left out. */
export const PGBOUNCER =
  process.env.PGDURABLE_PGBOUNCER ||
  [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin']
    .map((folder) => path.join(folder, 'pgbouncer'))
    .find((file) => existsSync(file));

export interface Pooler {
  /** The same database, through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A transaction pooler with few connections before a database. */
export async function startPooler(url: string, poolSize: number): Promise<Pooler> {
  if (PGBOUNCER === undefined) throw new Error('PgBouncer is not installed');
  const target = new URL(url);
  const name = target.pathname.slice(1);
  const port = await freePort();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pgdurable-pooler-'));
  chmodSync(folder, 0o755);
  const config = path.join(folder, 'pgbouncer.ini');
  writeFileSync(
    config,
    [
      '[databases]',
      `${name} = host=${target.hostname} port=${target.port} dbname=${name} user=${target.username} password=${target.password}`,
      '[pgbouncer]',
      `listen_addr = 127.0.0.1`,
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      'pool_mode = transaction',
      `default_pool_size = ${poolSize}`,
      'max_client_conn = 100',
    ].join('\n'),
    { mode: 0o644 },
  );
  const account = await unprivilegedAccount();
  const child: ChildProcess = spawn(PGBOUNCER, ['-q', config], { stdio: 'ignore', ...(account ?? {}) });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (const deadline = Date.now() + 5000; !(await accepts(port)); await sleep(20)) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('PgBouncer did not start');
  }
  return {
    url: `postgres://someone:x@127.0.0.1:${port}/${name}`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
