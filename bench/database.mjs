// The database that a benchmark runs in, and the counters it reads. BENCH_DATABASE_URL names a server (superuser; the
// database bench_pgdurable is dropped and made anew); without it an embedded server of its own is started, fsync on.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { compile } from '../dist/compile.js';
import { openDatabase, openScratch, startEmbedded } from '../dist/db/index.js';
import { deploy } from '../dist/deploy/index.js';
import { BOUND_SQL } from './bound.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

export async function openServer() {
  if (process.env.BENCH_DATABASE_URL) return { url: process.env.BENCH_DATABASE_URL, close: async () => {} };
  const dir = mkdtempSync(path.join(tmpdir(), 'pgdurable-bench-'));
  const server = await startEmbedded({ projectDir: dir });
  return {
    url: server.url,
    close: async () => {
      await server.release();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A fresh database with the engine, the bench flows and `acct` of `rows` rows. */
export async function freshDatabase(server, rows) {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('DROP DATABASE IF EXISTS bench_pgdurable WITH (FORCE)');
  await admin.query('CREATE DATABASE bench_pgdurable');
  await admin.end();
  const url = new URL(server.url);
  url.pathname = '/bench_pgdurable';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const schema = 'CREATE TABLE acct (id bigint PRIMARY KEY, n bigint NOT NULL DEFAULT 0) WITH (fillfactor = 90);';
  await client.query(schema);
  await client.query(`INSERT INTO acct SELECT g, 0 FROM generate_series(1, ${rows + 32}) g`);
  await client.query('VACUUM ANALYZE acct');
  const opened = await openDatabase(url.href, { max: 8 });
  if (!opened.ok) throw new Error(opened.problem.message);
  const scratch = await openScratch({ url: server.url, schema: [{ path: 'schema.sql', text: schema }], searchPath: 'public', prelude: '' });
  if (!scratch.ok) throw new Error(scratch.problem.message);
  const text = readFileSync(path.join(here, 'flows/workloads.dflow'), 'utf8');
  const compiled = await compile([{ path: 'workloads.dflow', text }], { judge: scratch.scratch.judge, searchPath: ['public'] });
  await scratch.scratch.close();
  const errors = compiled.diagnostics.filter((d) => d.severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const deployed = await deploy(opened.database, compiled.flows);
  if (!deployed.ok) throw new Error(JSON.stringify(deployed));
  await client.query(BOUND_SQL);
  return {
    url: url.href,
    client,
    database: opened.database,
    close: async () => {
      await client.end();
      await opened.database.close();
    },
  };
}

export async function walBytes(client) {
  const { rows } = await client.query("SELECT (pg_current_wal_lsn() - '0/0')::float8 AS bytes");
  return rows[0].bytes;
}

/** CPU seconds used so far by this process and, on Linux with the server on this host, by Postgres. */
export async function cpuSeconds(client) {
  const own = process.cpuUsage();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  let postgres = Number.NaN;
  try {
    const stat = (pid) =>
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
    const parent = stat(rows[0].pid)[1];
    const { rows: children } = await client.query('SELECT pid FROM pg_stat_activity');
    // Ended backends are counted in the parent's cutime and cstime.
    postgres = [parent, ...children.map((row) => row.pid)].reduce((sum, pid) => {
      const field = stat(pid);
      return sum + (Number(field[11]) + Number(field[12]) + (pid === parent ? Number(field[13]) + Number(field[14]) : 0)) / 100;
    }, 0);
  } catch {
    // Not Linux, or the server is elsewhere: the column stays empty.
  }
  return { node: (own.user + own.system) / 1e6, postgres };
}

export async function describeMachine(client) {
  const { rows } = await client.query(`SELECT version() AS version, string_agg(name || '=' || setting, ' ' ORDER BY name) AS settings
    FROM pg_settings WHERE name IN ('shared_buffers', 'fsync', 'synchronous_commit', 'wal_level', 'max_wal_size', 'full_page_writes', 'max_connections')`);
  return {
    cpu: cpus()[0]?.model ?? '?',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    ...rows[0],
  };
}
