import pg from 'pg';
import { freshDatabase } from './database.mjs';
import { bound, drain, oneKey, percentile, randomKeys, sleep, startMany, withRunner } from './measure.mjs';

const MILLION = 1_000_000;

async function on(server, rows, use) {
  const bench = await freshDatabase(server, rows);
  try {
    return await use(bench);
  } finally {
    await bench.close();
  }
}

async function throughput(server, keys, runs) {
  return on(server, keys, async (bench) => {
    await drain(bench, 'bench_a', 2000, randomKeys(keys));
    const one = await bound(bench, keys, 20_000, 1);
    const two = keys >= MILLION ? await bound(bench, keys, 40_000, 2) : one;
    const { perS, startsPerS, walBytes, walStartBytes, nodeCpuMs, postgresCpuMs } = await drain(bench, 'bench_a', runs, randomKeys(keys));
    return {
      perS,
      bound: Math.max(one, two),
      ofBound: perS / Math.max(one, two),
      startsPerS,
      walBytes,
      walStartBytes,
      nodeCpuMs,
      postgresCpuMs,
    };
  });
}

/** Latency of one workflow at a steady rate: from the call of start to the time its end was recorded. */
async function latency(server, flow, seconds, perSecond) {
  return on(server, 10_000, (bench) =>
    withRunner(bench, {}, async () => {
      const client = new pg.Client({ connectionString: bench.url });
      await client.connect();
      const sent = new Map();
      const begin = async (i) => {
        const at = Date.now() + (performance.now() % 1);
        const { rows } = await client.query('SELECT pgdurable.start($1, $2) AS id', [
          flow,
          { a: 1 + ((i * 7) % 9999), b: 1 + ((i * 13) % 9999), c: 1 + ((i * 17) % 9999) },
        ]);
        sent.set(rows[0].id, at);
      };
      await sleep(500);
      for (let i = 0; i < 50; i++) await begin(i);
      sent.clear();
      await sleep(500);
      const pending = [];
      const began = performance.now();
      for (let i = 0; i < seconds * perSecond; i++) {
        const wait = began + (i * 1000) / perSecond - performance.now();
        if (wait > 0) await sleep(wait);
        pending.push(begin(i));
      }
      await Promise.all(pending);
      await sleep(1000);
      const { rows } = await client.query('SELECT run, extract(epoch FROM finished_at) * 1000 AS at FROM pgdurable.done');
      await client.end();
      const times = rows.filter((row) => sent.has(row.run)).map((row) => Number(row.at) - sent.get(row.run));
      if (times.length !== sent.size) throw new Error(`${sent.size - times.length} runs did not finish`);
      return { p50ms: percentile(times, 0.5), p99ms: percentile(times, 0.99), maxms: Math.max(...times) };
    }),
  );
}

/** Contention: every step updates one of `keys` rows, against bare UPDATEs with one commit per run on as many connections. */
async function contention(server, keys) {
  return on(server, keys, async (bench) => {
    await drain(bench, 'bench_a', 1000, randomKeys(keys));
    const bare = await bound(bench, keys, 8000, 2, 1);
    const { perS } = await drain(bench, 'bench_a', 20_000, randomKeys(keys));
    return { perS, bare, ofBare: perS / bare };
  });
}

export const workloads = {
  a1m: (server) => throughput(server, MILLION, 100_000),
  a10k: (server) => throughput(server, 10_000, 50_000),
  b: (server) =>
    on(server, 10, async (bench) => {
      await drain(bench, 'bench_b', 2000, oneKey(10));
      const { perS, nodeCpuMs, postgresCpuMs } = await drain(bench, 'bench_b', 100_000, oneKey(10));
      return { perS, nodeCpuMs, postgresCpuMs };
    }),
  c: (server) => latency(server, 'bench_a', 20, 50),
  contention100: (server) => contention(server, 100),
  contention10k: (server) => contention(server, 10_000),
  join: (server) =>
    on(server, MILLION, async (bench) => {
      await drain(bench, 'bench_join', 500, oneKey(MILLION));
      const joins = await drain(bench, 'bench_join', 5000, oneKey(MILLION));
      const plain = await drain(bench, 'bench_a', 30_000, randomKeys(MILLION));
      return { stepsPerS: joins.perS * 20, ofA: (plain.perS * 3) / (joins.perS * 20) };
    }),
  starts: (server) =>
    on(server, 10, async (bench) => {
      const many = await startMany(bench, 'bench_b', 50_000, oneKey(10));
      const clients = await Promise.all(Array.from({ length: 8 }, () => bench.database.connection()));
      const began = performance.now();
      await Promise.all(
        clients.map(async (client) => {
          for (let i = 0; i < 1000; i++) await client.query("SELECT pgdurable.start('bench_b', '{\"a\": 1}')");
        }),
      );
      const singly = 8000 / ((performance.now() - began) / 1000);
      await Promise.all(clients.map((client) => client.close()));
      return { manyPerS: many, singlyPerS: singly };
    }),
};
