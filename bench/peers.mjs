// npm run bench:peers: other engines on Postgres beside pgdurable and the bound, in one session. Every round runs each of them
// once, in a process and a database of its own, so that drift of the machine hits all alike; medians with their spread go
// to bench/results/peers.md and peers.svg. BENCH_DATABASE_URL names a throwaway server on this host (superuser); without it
// an embedded one is started. BENCH_ROUNDS (default 3). ABSURD_SQL and PGMQ_SQL name SQL files that no registry carries;
// without them those two are left out.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { describeMachine, openServer } from './database.mjs';
import { median } from './measure.mjs';
import { barChart } from './peers/bar-chart.mjs';

const folder = fileURLToPath(new URL('./peers', import.meta.url));
const results = fileURLToPath(new URL('./results', import.meta.url));
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

const json = (value) => JSON.stringify(value);
const peers = [
  {
    name: 'dbos',
    title: 'DBOS Transact',
    package: '@dbos-inc/dbos-sdk',
    drain: ['--n', '2000', '--conc', '32'],
    latency: ['--conc', '16', '--opts', json({ direct: 1 })],
    note: 'latency without its queue',
  },
  ...(process.env.ABSURD_SQL
    ? [
        {
          name: 'absurd',
          title: 'absurd',
          package: 'absurd-sdk',
          drain: ['--n', '2000', '--conc', '64', '--opts', json({ pool: 32 })],
          latency: ['--conc', '16'],
          note: 'polls every 50 ms',
        },
      ]
    : []),
  {
    name: 'graphile',
    title: 'graphile-worker',
    package: 'graphile-worker',
    drain: ['--n', '5000', '--conc', '24', '--bulk', '--opts', json({ local: 300, completeBatch: 0 })],
    latency: ['--conc', '8'],
    note: 'three chained jobs',
  },
  {
    name: 'pgboss',
    title: 'pg-boss',
    package: 'pg-boss',
    drain: ['--n', '5000', '--bulk', '--opts', json({ loop: 1, batch: 200, bulkNext: 1 })],
    latency: ['--opts', json({ loop: 1, batch: 20, idleMs: 10 })],
    note: 'three chained jobs, batches of 200 that fail together',
  },
  ...(process.env.PGMQ_SQL
    ? [
        {
          name: 'pgflow',
          title: 'pgflow',
          package: '@pgflow/core',
          drain: ['--n', '2000', '--conc', '16'],
          latency: ['--conc', '16'],
          note: 'its SQL core',
        },
      ]
    : []),
  {
    name: 'pgdurable',
    title: 'pgdurable',
    package: null,
    drain: ['--n', '60000', '--bulk'],
    latency: ['--opts', json({ labels: 1 })],
    note: 'a flow of three SQL steps',
  },
];

const MILLION = '1000000';
const runs = [
  { key: 'A1M', rows: MILLION, args: (peer) => [peer.name, ...peer.drain] },
  { key: 'A10k', rows: '10000', args: (peer) => [peer.name, ...peer.drain] },
  { key: 'B', rows: '10000', args: (peer) => [peer.name, '--workload', 'B', ...peer.drain] },
  { key: 'C', rows: '10000', args: (peer) => [peer.name, '--mode', 'latency', '--seconds', '20', ...peer.latency] },
];

if (!existsSync(`${folder}/node_modules`)) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
mkdirSync(results, { recursive: true });
const server = await openServer();
const found = new Map();
try {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const machine = await describeMachine(client);
  await client.end();
  for (let round = 1; round <= rounds; round++) {
    keep('bound', 'A1M', measure(MILLION, ['bound', '--mode', 'bound', '--n', '40000']), round);
    for (const run of runs) {
      for (const peer of peers) keep(peer.name, run.key, measure(run.rows, run.args(peer)), round);
    }
  }
  writeFileSync(`${results}/peers.md`, report(machine));
  writeFileSync(`${results}/peers.svg`, chart());
  console.log(`\n${report(machine)}`);
} finally {
  await server.close();
}

function measure(rows, args) {
  const env = { ...process.env, PEERS_PG_URL: server.url, PEERS_ROWS: rows };
  const ran = spawnSync(process.execPath, ['run.mjs', ...args, '--reps', '1'], { encoding: 'utf8', cwd: folder, env });
  const result = JSON.parse(ran.stdout.trim().split('\n').at(-1) || '{}');
  if (ran.status !== 0 || result.error !== undefined) throw new Error(`${args.join(' ')}: ${result.tail ?? ran.stderr}`);
  return result;
}

function keep(name, key, result, round) {
  const id = `${name} ${key}`;
  found.set(id, [...(found.get(id) ?? []), result]);
  const figure = key === 'C' ? `p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms` : `${Math.round(result.drainPerS)}/s`;
  console.log(`round ${round} ${id}: ${figure}; other processes ${(result.foreignCores ?? 0).toFixed(2)} cores`);
}

function values(name, key, figure) {
  return (found.get(`${name} ${key}`) ?? []).map((result) => result[figure]).filter(Number.isFinite);
}

function figure(name, key, of, digits = 0) {
  const all = values(name, key, of);
  if (all.length === 0) return '';
  const text = (value) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median(all))} (${text(Math.min(...all))} to ${text(Math.max(...all))})`;
}

function versionOf(peer) {
  if (peer.package === null) return '';
  return ` ${JSON.parse(readFileSync(`${folder}/node_modules/${peer.package}/package.json`, 'utf8')).version}`;
}

function report(machine) {
  const times = (name, key) => {
    const own = median(values('pgdurable', key, 'drainPerS'));
    const other = values(name, key, 'drainPerS');
    return other.length === 0 ? '' : `${(own / median(other)).toFixed(1)}`;
  };
  const rows = peers.map((peer) =>
    [
      `${peer.title}${versionOf(peer)} (${peer.note})`,
      ...['A1M', 'A10k', 'B'].flatMap((key) => [
        figure(peer.name, key, 'drainPerS'),
        peer.name === 'pgdurable' ? '' : times(peer.name, key),
      ]),
      `${figure(peer.name, 'C', 'p50', 1)} / ${figure(peer.name, 'C', 'p99', 1)}`,
      figure(peer.name, 'A10k', 'walTotal'),
      `${figure(peer.name, 'A10k', 'nodeCpuMs', 2)} + ${figure(peer.name, 'A10k', 'pgCpuMs', 2)}`,
    ].join(' | '),
  );
  const bound = median(values('bound', 'A1M', 'drainPerS'));
  return `# pgdurable beside other engines on Postgres

${new Date().toISOString().slice(0, 10)}; ${rounds} rounds, medians (lowest to highest). ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB;
Node ${machine.node}; ${machine.version}; ${machine.settings}.

Each workflow is three checkpointed steps. A: one small UPDATE each, over 1 million or 10,000 rows, workflows/s of a queue that is
drained. B: steps that do nothing. C: milliseconds from the start of one workflow of A to the end of its last step, 50 starts/s.
WAL with the start, and CPU of Node and of Postgres, of A over 10,000 rows. "x" is how many times as fast pgdurable is.

| | A, 1 million rows | x | A, 10,000 rows | x | B | x | C p50 / p99 ms | WAL bytes | CPU ms, Node + Postgres |
|---|---|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}
| The same UPDATEs and a result row by a plain PL/pgSQL loop, a commit for 32 | ${figure('bound', 'A1M', 'drainPerS')} | ${(median(values('pgdurable', 'A1M', 'drainPerS')) / bound).toFixed(2)} | | | | | | | |

Repeat it with \`npm run bench:peers\`. The drivers are in \`bench/peers/\`.
`;
}

function chart() {
  const bars = peers.map((peer) => ({ title: peer.title, value: median(values(peer.name, 'A1M', 'drainPerS')) }));
  return barChart('Workflows of three checkpointed UPDATEs per second, 1 million rows', [
    ...bars,
    { title: 'bare UPDATEs, 32 per commit', value: median(values('bound', 'A1M', 'drainPerS')) },
  ]);
}
