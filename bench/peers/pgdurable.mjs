// pgdurable itself: the three steps are a flow, so the UPDATE is the flow's own SQL and no step runs in this process.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { compile } from '../../dist/compile.js';
import { openDatabase, openScratch } from '../../dist/db/index.js';
import { deploy } from '../../dist/deploy/index.js';
import { startRunner } from '../../dist/runner/index.js';
import { ROWS, sleep } from './harness.mjs';

const random = (n) => 1 + Math.floor(Math.random() * n);

export default {
  name: 'pgdurable',
  model: 'a flow of 3 SQL steps',
  stepsInDatabase: true,
  async create({ url, workload, done, opts }) {
    const flow = workload === 'B' ? 'bench_b' : 'bench_a';
    const params = () => (workload === 'B' ? { a: 1 } : { a: random(ROWS), b: random(ROWS), c: random(ROWS) });
    const opened = await openDatabase(url, { max: 8 });
    if (!opened.ok) throw new Error(opened.problem.message);
    const { database } = opened;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    let runner;
    let enqueued = 0;
    let watching = true;
    let watcher;
    const label = opts.labels ? (i) => String(i) : () => null;
    return {
      async setup() {
        const schema = [{ path: 'acct.sql', text: 'CREATE TABLE acct (id int PRIMARY KEY, n bigint NOT NULL DEFAULT 0)' }];
        const scratch = await openScratch({ url, schema, searchPath: 'public', prelude: '' });
        if (!scratch.ok) throw new Error(scratch.problem.message);
        const text = readFileSync(new URL('../flows/workloads.dflow', import.meta.url), 'utf8');
        const compiled = await compile([{ path: 'workloads.dflow', text }], { judge: scratch.scratch.judge, searchPath: ['public'] });
        await scratch.scratch.close();
        const deployed = await deploy(database, compiled.flows);
        if (!deployed.ok) throw new Error(JSON.stringify(deployed));
      },
      async enqueue(n, first) {
        enqueued += n;
        for (let i = first; i < first + n; i++) {
          await database.query('SELECT pgdurable.start($1, $2, label => $3)', [flow, JSON.stringify(params()), label(i)]);
        }
      },
      async enqueueBulk(n) {
        enqueued += n;
        for (let left = n; left > 0; left -= 10_000) {
          const batch = Array.from({ length: Math.min(left, 10_000) }, () => JSON.stringify(params()));
          await database.query('SELECT count(*) FROM pgdurable.start_many($1, $2::jsonb[])', [flow, batch]);
        }
      },
      async start() {
        const started = await startRunner({ database });
        if (!started.ok) throw new Error(JSON.stringify(started.refusal));
        runner = started.runner;
        // The harness wants to hear of every workflow: the times are those that the engine recorded for the last step.
        watcher = (async () => {
          let seen = 0;
          while (watching) {
            if (opts.labels) {
              const { rows } = await client.query(
                'SELECT label, extract(epoch FROM times[cardinality(times)]) * 1000 AS at FROM pgdurable.done OFFSET $1',
                [seen],
              );
              seen += rows.length;
              for (const row of rows) done(Number(row.label), Number(row.at) - performance.timeOrigin);
            } else {
              // Counting what is finished would cost more than the work: all are reported when none is left.
              const { rows } = await client.query('SELECT EXISTS (SELECT 1 FROM pgdurable.token) AS busy');
              for (; !rows[0].busy && seen < enqueued; seen++) done(seen);
            }
            await sleep(opts.labels ? 100 : 20);
          }
        })();
      },
      async stop() {
        watching = false;
        await watcher;
        await runner.stop();
        await client.end();
        await database.close();
      },
      async finished() {
        return Number((await client.query('SELECT count(*) AS n FROM pgdurable.done')).rows[0].n);
      },
    };
  },
};
