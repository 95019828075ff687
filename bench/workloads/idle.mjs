import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { oneKey, sleep, startMany } from '../measure.mjs';
import { onFreshDatabase } from './on-fresh-database.mjs';

const program = fileURLToPath(new URL('../../bin/pgdurable.js', import.meta.url));

/** The command itself, as users run it. */
async function withWorker(bench, use) {
  const worker = spawn(process.execPath, [program, 'worker', '--database-url', bench.url], { stdio: 'ignore' });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  try {
    return await use(worker.pid);
  } finally {
    worker.kill('SIGTERM');
    await ended;
  }
}

/** CPU seconds of a process. */
function cpuOf(pid) {
  const field = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(field[11]) + Number(field[12])) / 100;
}

const residentMiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** A worker that has nothing to do: its queries, and the CPU that it and its backends use (Linux). */
export const idle = (server) =>
  onFreshDatabase(server, 10, (bench) =>
    withWorker(bench, async (pid) => {
      await sleep(10_000);
      const look = async () => {
        const { rows } = await bench.client.query(`SELECT (SELECT xact_commit + xact_rollback FROM pg_stat_database
            WHERE datname = current_database())::float8 AS transactions, array_agg(pid) AS pids
          FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`);
        return { transactions: rows[0].transactions, cpu: [pid, ...rows[0].pids].reduce((sum, each) => sum + cpuOf(each), 0) };
      };
      const seconds = 60;
      const before = await look();
      await sleep(seconds * 1000);
      const after = await look();
      return {
        queriesPerS: (after.transactions - before.transactions) / seconds,
        percentOfCore: ((after.cpu - before.cpu) / seconds) * 100,
        residentMiB: residentMiB(pid),
      };
    }),
  );

/** Resident memory of a worker over a million runs (Linux). */
export const memory = (server) =>
  onFreshDatabase(server, 10, (bench) =>
    withWorker(bench, async (pid) => {
      const sizes = [];
      for (let i = 0; i < 10; i++) {
        await startMany(bench, 'bench_b', 100_000, oneKey(10));
        for (;;) {
          const { rows } = await bench.client.query('SELECT EXISTS (SELECT 1 FROM pgdurable.token) AS busy');
          sizes.push(residentMiB(pid));
          if (!rows[0].busy) break;
          await sleep(250);
        }
        await bench.client.query('TRUNCATE pgdurable.done');
      }
      const tenth = sizes.slice(0, Math.ceil(sizes.length / 10));
      return { firstTenthMiB: Math.max(...tenth), lastMiB: sizes.at(-1), mostMiB: Math.max(...sizes) };
    }),
  );
