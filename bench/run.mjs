// npm run bench: the project's own workloads beside the bound, in one run, with ratios. `node bench/run.mjs a b c ..` runs
// some of them; BENCH_ROUNDS (default 3) rounds are interleaved and medians printed with their spread.
import { describeMachine, freshDatabase, openServer } from './database.mjs';
import { median } from './measure.mjs';
import { longWorkloads, workloads } from './workloads/index.mjs';

const chosen = process.argv.slice(2);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const server = await openServer();
try {
  const first = await freshDatabase(server, 10);
  console.log(JSON.stringify(await describeMachine(first.client), null, 2));
  await first.close();
  const all = { ...workloads, ...longWorkloads };
  const names = chosen.length > 0 ? chosen : Object.keys(workloads);
  const unknown = names.filter((name) => !(name in all));
  if (unknown.length > 0) throw new Error(`no workload ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`);
  const found = new Map();
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      const results = await all[name](server);
      for (const [key, value] of Object.entries(results)) found.set(`${name} ${key}`, [...(found.get(`${name} ${key}`) ?? []), value]);
      console.log(
        `round ${round} ${name}: ${Object.entries(results)
          .map(([key, value]) => `${key} ${format(value)}`)
          .join(', ')}`,
      );
    }
  }
  console.log('\nmedian (lowest .. highest)');
  for (const [key, values] of found)
    console.log(`${key.padEnd(44)} ${format(median(values))}  (${format(Math.min(...values))} .. ${format(Math.max(...values))})`);
} finally {
  await server.close();
}

function format(value) {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
