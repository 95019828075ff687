import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unprivilegedAccount } from '../dist/db/embedded/account.js';
import { sleep } from './measure.mjs';

const program = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin']
  .map((folder) => path.join(folder, 'pgbouncer'))
  .find((file) => existsSync(file));

/** PgBouncer with transaction pooling before a database; null where it is not installed. */
export async function startPooler(url, poolSize) {
  if (program === undefined) return null;
  const target = new URL(url);
  const name = target.pathname.slice(1);
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'pgdurable-pooler-'));
  chmodSync(folder, 0o755);
  const config = path.join(folder, 'pgbouncer.ini');
  writeFileSync(
    config,
    `[databases]
${name} = host=${target.hostname} port=${target.port} dbname=${name} user=${target.username} password=${target.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 100
`,
    { mode: 0o644 },
  );
  const child = spawn(program, ['-q', config], { stdio: 'ignore', ...((await unprivilegedAccount()) ?? {}) });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for (const deadline = performance.now() + 5000; !(await accepts(port)); await sleep(20)) {
    if (performance.now() > deadline || child.exitCode !== null) throw new Error('PgBouncer did not start');
  }
  return {
    url: `postgres://someone:x@127.0.0.1:${port}/${name}`,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
