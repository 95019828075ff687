import { bound, deadlocks, drain, oneKey, randomKeys, sleep, startMany, withRunner } from '../measure.mjs';
import { onFreshDatabase } from './on-fresh-database.mjs';

const MILLION = 1_000_000;

async function throughput(server, keys, runs) {
  return onFreshDatabase(server, keys, async (bench) => {
    await drain(bench, 'bench_a', 2000, randomKeys(keys));
    // On few rows the bound deadlocks with itself: there it has one connection.
    const best = async () => Math.max(await bound(bench, keys, 20_000, 1), keys >= MILLION ? await bound(bench, keys, 40_000, 2) : 0);
    // Before and after: the speed of a machine drifts.
    const before = await best();
    const measured = await drain(bench, 'bench_a', runs, randomKeys(keys));
    const reference = (before + (await best())) / 2;
    return { bound: reference, ofBound: measured.perS / reference, ...measured };
  });
}

/** Every step updates one of `keys` rows; the reference is bare UPDATEs with one commit per run on as many connections. */
async function contention(server, keys) {
  return onFreshDatabase(server, keys, async (bench) => {
    await drain(bench, 'bench_a', 1000, randomKeys(keys));
    const bare = await bound(bench, keys, 8000, 2, 1);
    const before = await deadlocks(bench);
    const { perS } = await drain(bench, 'bench_a', 20_000, randomKeys(keys));
    return { perS, bare, ofBare: perS / bare, deadlocks: (await deadlocks(bench)) - before };
  });
}

export const a1m = (server) => throughput(server, MILLION, 100_000);
export const a10k = (server) => throughput(server, 10_000, 50_000);
export const contention100 = (server) => contention(server, 100);
export const contention10k = (server) => contention(server, 10_000);
export const contention1m = (server) => contention(server, MILLION);

export const b = (server) =>
  onFreshDatabase(server, 10, async (bench) => {
    await drain(bench, 'bench_b', 2000, oneKey(10));
    return drain(bench, 'bench_b', 100_000, oneKey(10));
  });

/** 20 short branches: what one of their steps costs, in steps of workload A. */
export const join = (server) =>
  onFreshDatabase(server, MILLION, async (bench) => {
    await drain(bench, 'bench_join', 500, oneKey(MILLION));
    const joins = await drain(bench, 'bench_join', 5000, oneKey(MILLION));
    const plain = await drain(bench, 'bench_a', 30_000, randomKeys(MILLION));
    return { stepsPerS: joins.perS * 20, costInStepsOfA: (plain.perS * 3) / (joins.perS * 20) };
  });

/** Loops of 10,000 iterations, one alone and 20 together: what one of their steps costs, in steps of workload A. */
export const loop = (server) =>
  onFreshDatabase(server, MILLION, async (bench) => {
    const params = (turns) => `jsonb_build_object('a', floor(random() * ${MILLION})::int, 'turns', ${turns})`;
    await drain(bench, 'bench_loop', 20, params(500));
    await drain(bench, 'bench_loop', 1, params(10_000));
    const { rows } = await bench.client.query(
      'SELECT extract(epoch FROM finished_at - started_at)::float8 AS s FROM pgdurable.runs ORDER BY finished_at DESC LIMIT 1',
    );
    const alone = 10_000 / rows[0].s;
    const together = (await drain(bench, 'bench_loop', 20, params(10_000))).perS * 10_000;
    const plain = (await drain(bench, 'bench_a', 30_000, randomKeys(MILLION))).perS * 3;
    return { stepsPerS: alone, costInStepsOfA: plain / alone, togetherPerS: together, togetherInStepsOfA: plain / together };
  });

export const starts = (server) =>
  onFreshDatabase(server, 10, async (bench) => {
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
  });

/** 1 to 128 connections for batches, four to a runner: throughput of A once they are warm, and the loss from best to last. */
export const scale = (server) =>
  onFreshDatabase(server, MILLION, async (bench) => {
    const results = {};
    let best = 0;
    let last = 0;
    for (const connections of [1, 2, 4, 8, 16, 64, 128]) {
      await startMany(bench, 'bench_a', 250_000, randomKeys(MILLION));
      const options = { batchers: Math.min(connections, 4), aloneWorkers: 1, runners: Math.ceil(connections / 4) };
      last = await withRunner(bench, options, async (...runners) => {
        const moved = () => runners.reduce((sum, runner) => sum + runner.stats().moved, 0);
        await sleep(5000);
        const before = moved();
        const began = performance.now();
        await sleep(5000);
        return (moved() - before) / ((performance.now() - began) / 1000);
      });
      results[`at${connections}`] = last;
      best = Math.max(best, last);
      await bench.client.query('TRUNCATE pgdurable.token, pgdurable.done');
    }
    return { ...results, lastOfBest: last / best };
  });

/** Bytes on disk that a finished run of A leaves, with its history. */
export const disk = (server) =>
  onFreshDatabase(server, 10_000, async (bench) => {
    const size = async () => {
      const { rows } = await bench.client.query(`SELECT sum(pg_total_relation_size(i.inhrelid))::float8 AS bytes
        FROM pg_inherits i WHERE i.inhparent IN ('pgdurable.done'::regclass, 'pgdurable.history'::regclass)`);
      return rows[0].bytes;
    };
    const before = await size();
    await drain(bench, 'bench_a', 50_000, randomKeys(10_000));
    return { bytesPerRun: ((await size()) - before) / 50_000 };
  });
