import { drain, oneKey, randomKeys, sleep, startMany, withRunner } from '../measure.mjs';
import { onFreshDatabase } from './on-fresh-database.mjs';

const ROWS = 10_000;
const MEASURED = 20_000;

/** CALLs on one connection until `runs` have moved: milliseconds for each. */
async function workOff(bench, runs, state) {
  const began = performance.now();
  let moved = 0;
  for (let idle = 0; moved < runs && idle < state.parts * 2; ) {
    const part = state.next++ % state.parts;
    const now = performance.now();
    const probe = state.marks[part] === undefined || now - state.probedAt[part] > 1000;
    if (probe) state.probedAt[part] = now;
    const { rows } = await bench.client.query(
      'CALL pgdurable.work($1, p_mark => $2::timestamptz, p_budget_ms => 250, p_wait_ms => 0, o_runs => null, o_mark => null, o_interrupted => null)',
      [part, probe ? null : state.marks[part]],
    );
    state.marks[part] = rows[0].o_mark ?? state.marks[part];
    moved += rows[0].o_runs;
    idle = rows[0].o_runs === 0 ? idle + 1 : 0;
  }
  return (performance.now() - began) / moved;
}

async function freshState(bench) {
  const { rows } = await bench.client.query('SELECT pgdurable.parts() AS n');
  return { parts: rows[0].n, next: 0, marks: [], probedAt: [] };
}

/** The cost of one run of A with so many in the queue, in milliseconds of one connection. */
async function costWaiting(server, waiting) {
  return onFreshDatabase(server, ROWS, async (bench) => {
    const state = await freshState(bench);
    await startMany(bench, 'bench_a', 2000, randomKeys(ROWS));
    await workOff(bench, 2000, state);
    if (waiting >= MEASURED) {
      await startMany(bench, 'bench_a', waiting, randomKeys(ROWS));
      await bench.client.query('CHECKPOINT');
      return workOff(bench, MEASURED, state);
    }
    let sum = 0;
    for (let i = 0; i < MEASURED / waiting; i++) {
      await startMany(bench, 'bench_a', waiting, randomKeys(ROWS));
      sum += (await workOff(bench, waiting, state)) * waiting;
    }
    return sum / MEASURED;
  });
}

export async function waiting(server) {
  const thousand = await costWaiting(server, 1000);
  const hundredThousand = await costWaiting(server, 100_000);
  const million = await costWaiting(server, 1_000_000);
  const all = [thousand, hundredThousand, million];
  return { ms1k: thousand, ms100k: hundredThousand, ms1m: million, worstOfBest: Math.max(...all) / Math.min(...all) };
}

/** The cost of a run of A beside a million runs that sleep, against the cost without them. */
export async function sleepers(server) {
  const cost = (sleeping) =>
    onFreshDatabase(server, ROWS, async (bench) => {
      if (sleeping > 0) await drain(bench, 'bench_sleep', sleeping, oneKey(ROWS));
      const state = await freshState(bench);
      await startMany(bench, 'bench_a', 2000, randomKeys(ROWS));
      await workOff(bench, 2000, state);
      await startMany(bench, 'bench_a', MEASURED, randomKeys(ROWS));
      await bench.client.query('CHECKPOINT');
      return workOff(bench, MEASURED, state);
    });
  const without = await cost(0);
  const beside = await cost(1_000_000);
  return { msWithout: without, msBeside: beside, ofWithout: beside / without };
}

/**
 * A transaction with a snapshot is held open under a load of 1,000 runs/s, so that no dead row can be removed: the time of
 * a claim at the end against that at the beginning. BENCH_MINUTES (default 10) says for how long.
 */
export async function horizon(server) {
  const minutes = Number(process.env.BENCH_MINUTES ?? 10);
  return onFreshDatabase(server, ROWS, async (bench) => {
    await bench.client.query(`ALTER DATABASE bench_pgdurable SET track_functions = 'all'`);
    const holder = await bench.database.connection();
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await holder.query('SELECT count(*) FROM acct');
    const claims = async () => {
      const { rows } = await bench.client.query(`SELECT calls::float8, total_time FROM pg_stat_user_functions
        WHERE schemaname = 'pgdurable' AND funcname = 'claim'`);
      return { calls: rows[0]?.calls ?? 0, ms: rows[0]?.total_time ?? 0 };
    };
    const result = await withRunner(bench, {}, async (runner) => {
      const end = performance.now() + minutes * 60_000;
      let going = true;
      const load = (async () => {
        for (let next = performance.now(); going; next += 100) {
          await bench.client.query(
            `SELECT count(*) FROM pgdurable.start_many('bench_a', (SELECT array_agg(${randomKeys(ROWS)}) FROM generate_series(1, 100) g))`,
          );
          await sleep(Math.max(0, next + 100 - performance.now()));
        }
      })();
      await sleep(5000);
      const span = async () => {
        const before = await claims();
        await sleep(20_000);
        const after = await claims();
        return ((after.ms - before.ms) / (after.calls - before.calls)) * 1000;
      };
      const first = await span();
      await sleep(Math.max(0, end - performance.now() - 20_000));
      const last = await span();
      going = false;
      await load;
      return { firstUs: first, lastUs: last, lastOfFirst: last / first, runs: runner.stats().moved };
    });
    await holder.query('COMMIT');
    await holder.close();
    return result;
  });
}
