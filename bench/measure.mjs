import { openDatabase } from '../dist/db/index.js';
import { startRunner } from '../dist/runner/index.js';
import { cpuSeconds, walBytes } from './database.mjs';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
export const percentile = (values, p) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))];

/** `runners` runners (default 1) on the bench's database; with `url`, on that way to it. `use` gets them. */
export async function withRunner(bench, { url, runners = 1, ...options }, use) {
  const opened = url === undefined ? null : await openDatabase(url, { max: 8 });
  if (opened?.ok === false) throw new Error(opened.problem.message);
  const started = [];
  try {
    for (let i = 0; i < runners; i++) {
      const result = await startRunner({ database: opened?.database ?? bench.database, ...options });
      if (!result.ok) throw new Error(JSON.stringify(result.refusal));
      started.push(result.runner);
    }
    return await use(...started);
  } finally {
    await Promise.all(started.map((runner) => runner.stop()));
    await opened?.database.close();
  }
}

/** Deadlocks that the server has broken up in the bench's database so far. */
export async function deadlocks(bench) {
  const { rows } = await bench.client.query('SELECT deadlocks::float8 AS n FROM pg_stat_database WHERE datname = current_database()');
  return rows[0].n;
}

/** Starts `runs` runs from statements of 10,000 each; parameters are made in SQL. Returns runs/s. */
export async function startMany(bench, flow, runs, params) {
  const began = performance.now();
  for (let left = runs; left > 0; left -= 10_000) {
    await bench.client.query(`SELECT count(*) FROM pgdurable.start_many($1, (SELECT array_agg(${params}) FROM generate_series(1, $2) g))`, [
      flow,
      Math.min(left, 10_000),
    ]);
  }
  return runs / ((performance.now() - began) / 1000);
}

export const randomKeys = (keys) =>
  `jsonb_build_object('a', 1 + floor(random() * ${keys})::int, 'b', 1 + floor(random() * ${keys})::int, 'c', 1 + floor(random() * ${keys})::int)`;
export const oneKey = (keys) => `jsonb_build_object('a', 1 + floor(random() * ${keys})::int)`;

/** Drains what is queued: workflows/s from the runner's start until the last is durable, with WAL and CPU per workflow. */
export async function drain(bench, flow, runs, params, options = {}) {
  const wal0 = await walBytes(bench.client);
  const startsPerS = await startMany(bench, flow, runs, params);
  await bench.client.query('VACUUM ANALYZE pgdurable.token');
  const walStart = await walBytes(bench.client);
  const cpu0 = await cpuSeconds(bench.client);
  const began = performance.now();
  const seconds = await withRunner(bench, options, async () => {
    for (;;) {
      const { rows } = await bench.client.query(
        "SELECT EXISTS (SELECT 1 FROM pgdurable.token WHERE due < now() + interval '1 hour') AS busy",
      );
      if (!rows[0].busy) return (performance.now() - began) / 1000;
      await sleep(25);
    }
  });
  const cpu1 = await cpuSeconds(bench.client);
  const wal1 = await walBytes(bench.client);
  const { rows } = await bench.client.query('SELECT count(*) FILTER (WHERE status <> 1) AS bad FROM pgdurable.done');
  if (Number(rows[0].bad) > 0) throw new Error(`${rows[0].bad} runs did not complete`);
  return {
    perS: runs / seconds,
    startsPerS,
    walBytes: (wal1 - wal0) / runs,
    walStartBytes: (walStart - wal0) / runs,
    nodeCpuMs: ((cpu1.node - cpu0.node) * 1000) / runs,
    postgresCpuMs: ((cpu1.postgres - cpu0.postgres) * 1000) / runs,
  };
}

/** The bound on so many connections, in workflows/s. */
export async function bound(bench, keys, runs, connections, perCommit = 32) {
  for (;;) {
    const clients = await Promise.all(Array.from({ length: connections }, () => bench.database.connection()));
    const began = performance.now();
    const calls = clients.map((client) => client.query(`CALL bound(${Math.floor(runs / connections)}, ${keys}, ${perCommit})`));
    const ended = await Promise.allSettled(calls);
    const seconds = (performance.now() - began) / 1000;
    await Promise.all(clients.map((client) => client.close()));
    await bench.client.query('TRUNCATE bound_result');
    const failure = ended.find((call) => call.status === 'rejected')?.reason;
    if (failure === undefined) return runs / seconds;
    // Two such loops lock rows in different orders: once in a while they deadlock, and are measured again.
    if (failure.code !== '40P01') throw failure;
  }
}
