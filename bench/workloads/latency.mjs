import pg from 'pg';
import { percentile, sleep, withRunner } from '../measure.mjs';
import { startPooler } from '../pooler.mjs';
import { onFreshDatabase } from './on-fresh-database.mjs';

const PER_SECOND = 50;

/** From the call of start to the time the end was recorded, of A at a steady rate. `beside` runs at the same time. */
async function latency(bench, options, { seconds = 20, beside = async () => {}, warmUpMs = 0 } = {}) {
  return withRunner(bench, options, async () => {
    const client = new pg.Client({ connectionString: options.url ?? bench.url });
    await client.connect();
    const sent = new Map();
    const begin = async (i) => {
      const at = performance.timeOrigin + performance.now();
      const params = { a: 1 + ((i * 7) % 9999), b: 1 + ((i * 13) % 9999), c: 1 + ((i * 17) % 9999) };
      const { rows } = await client.query('SELECT pgdurable.start($1, $2) AS id', ['bench_a', params]);
      sent.set(rows[0].id, at);
    };
    const steadily = async (howLong) => {
      const pending = [];
      const began = performance.now();
      for (let i = 0; i < howLong * PER_SECOND; i++) {
        const wait = began + (i * 1000) / PER_SECOND - performance.now();
        if (wait > 0) await sleep(wait);
        pending.push(begin(i));
      }
      await Promise.all(pending);
    };
    await sleep(500);
    await steadily(2);
    let going = true;
    const others = beside(() => going);
    await sleep(warmUpMs);
    sent.clear();
    await steadily(seconds);
    going = false;
    await others;
    await sleep(1500);
    const { rows } = await bench.client.query('SELECT run, extract(epoch FROM finished_at) * 1000 AS at FROM pgdurable.done');
    await client.end();
    const times = rows.filter((row) => sent.has(row.run)).map((row) => Number(row.at) - sent.get(row.run));
    if (times.length !== sent.size) throw new Error(`${sent.size - times.length} runs did not finish`);
    return { p50ms: percentile(times, 0.5), p99ms: percentile(times, 0.99), maxms: Math.max(...times) };
  });
}

export const c = (server) => onFreshDatabase(server, 10_000, (bench) => latency(bench, {}));

/** The runner and the caller both behind a transaction pooler; left out where PgBouncer is not installed. */
export const cPooler = (server) =>
  onFreshDatabase(server, 10_000, async (bench) => {
    const pooler = await startPooler(bench.url, 12);
    if (pooler === null) return {};
    try {
      return await latency(bench, { url: pooler.url, pooler: true });
    } finally {
      await pooler.stop();
    }
  });

/** C beside a flow whose step takes a second, started every two seconds, after each worker has met it. */
export const slow = (server) =>
  onFreshDatabase(server, 10_000, async (bench) => {
    const seconds = 60;
    const alone = await latency(bench, {}, { seconds });
    const slowly = async (going) => {
      while (going()) {
        await bench.client.query("SELECT pgdurable.start('bench_slow', '{\"a\": 1}')");
        await sleep(2000);
      }
    };
    const beside = await latency(bench, {}, { seconds, beside: slowly, warmUpMs: 8000 });
    return { p99ms: beside.p99ms, aloneP99ms: alone.p99ms, ofAlone: beside.p99ms / alone.p99ms };
  });

/** 10,000 runs that are due at the same moment: when the last has begun and ended. */
export const burst = (server) =>
  onFreshDatabase(server, 10_000, (bench) =>
    withRunner(bench, {}, async () => {
      const { rows: made } = await bench.client.query(
        `SELECT count(pgdurable.start('bench_a', jsonb_build_object('a', g, 'b', g, 'c', g), at => t.at)) AS n, min(t.at) AS at
           FROM generate_series(1, 10000) g, (SELECT date_trunc('second', now()) + interval '8 s' AS at) t`,
      );
      for (;;) {
        const { rows } = await bench.client.query(
          `SELECT count(*) AS n, extract(epoch FROM max(started_at) - $1) AS begun,
          extract(epoch FROM max(finished_at) - $1) AS ended, extract(epoch FROM min(started_at) - $1) AS first FROM pgdurable.done`,
          [made[0].at],
        );
        if (Number(rows[0].n) === 10_000) {
          return { firstBegunS: Number(rows[0].first), allBegunS: Number(rows[0].begun), allEndedS: Number(rows[0].ended) };
        }
        await sleep(100);
      }
    }),
  );
