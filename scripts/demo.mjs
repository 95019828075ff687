// Two of the projects in fixtures/, from their text to the rows they leave: checked, compiled, deployed to an embedded
// Postgres and run. Works on copies, which it removes together with their servers.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

class Stopped extends Error {}

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'bin/pgdurable.js');

const demos = [
  {
    name: 'documents',
    about: 'a batch of unprocessed documents is bound, then updated',
    flow: 'flows/process-documents.dflow',
    data: '250 documents, none of them processed',
    run: ['process_documents'],
    outcome: {
      'SELECT count(*) AS documents, count(processed_at) AS processed, sum(word_count) AS words FROM documents':
        'one run has processed a batch of 100',
      'SELECT id, title, left(body, 24) AS body, word_count FROM documents ORDER BY id LIMIT 3': 'the first of them',
    },
  },
  {
    name: 'ingest',
    about: 'a file of 100,000 meter readings is staged, deduplicated, transformed and published',
    flow: 'flows/ingest-readings.dflow',
    data: '100,000 delivered lines',
    run: ['ingest_readings', '--param', 'file=meters-2026-03-01.csv'],
    outcome: {
      'SELECT lines, rejected, duplicates, published FROM imports': 'what became of the lines',
      'SELECT meter_id, hour, kwh FROM consumption ORDER BY meter_id, hour LIMIT 3': 'the first published rows',
    },
  },
];

/** The demo uses servers of its own, whatever the environment names. */
const environment = { ...process.env };
delete environment.DATABASE_URL;
delete environment.PGDURABLE_DATABASE_URL;

const began = Date.now();
const setup = spawnSync(process.execPath, [join(root, 'scripts/setup.mjs')], { stdio: 'inherit' });
if (setup.status !== 0) process.exit(setup.status ?? 1);
const { openChosenDatabase } = await import('../dist/index.js');

const place = mkdtempSync(join(tmpdir(), 'pgdurable-demo-'));
// As root the server is another user, who has to get there.
chmodSync(place, 0o755);
// The command line of the library ends its process itself; here waiting for a server has to be a reason to stay.
const alive = setInterval(() => {}, 60_000);
let interrupted = false;
let running = null;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
  });
}
try {
  for (const [index, demo] of demos.entries()) await show(demo, index);
  next();
} catch (error) {
  if (!(error instanceof Stopped)) throw error;
  say(error.message);
  process.exitCode = interrupted ? 130 : 1;
} finally {
  clearInterval(alive);
  rmSync(place, { recursive: true, force: true });
}

async function show({ name, about, flow, data, run, outcome }, index) {
  say(`\n== ${index + 1} of ${demos.length}: ${name} - ${about} ==\n`);
  const project = join(place, name);
  cpSync(join(root, 'fixtures', name), project, { recursive: true });
  const text = readFileSync(join(project, flow), 'utf8').trimEnd();
  say(text.split('\n').length < 20 ? `$ cat ${flow}\n${text}` : `The flow is fixtures/${name}/${flow}.`);

  say('\nStarting a Postgres for this project.');
  const opened = await openChosenDatabase({ kind: 'embedded' }, project, (what) => say(`  ${what}`));
  if (opened.value === null) throw new Stopped(opened.diagnostics.map(({ message }) => message).join('\n'));
  const { database, close } = opened.value;
  try {
    await pgdurable(project, 'check');
    await pgdurable(project, 'compile');
    await pgdurable(project, 'deploy');
    const loaded = await database.script(readFileSync(join(project, 'db/data.sql'), 'utf8'));
    if (!loaded.ok) throw new Stopped(`db/data.sql: ${loaded.error.message}`);
    say(`\nLoaded db/data.sql: ${data}.`);
    await pgdurable(project, 'run', ...run);
    for (const [query, title] of Object.entries(outcome)) {
      say(`\n${title}:`);
      say(table(await database.query(query)));
    }
  } finally {
    const { port } = new URL(database.url);
    await close();
    await ended(Number(port));
  }
}

/** A command as a user would give it, its output where it belongs: on a terminal the live view. */
async function pgdurable(project, ...args) {
  if (interrupted) throw new Stopped('interrupted');
  say(`\n$ pgdurable ${args.join(' ')}`);
  const child = spawn(process.execPath, [program, ...args], { cwd: project, env: environment, stdio: 'inherit' });
  running = child;
  const [code] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...how) => resolve(how));
  });
  running = null;
  if (interrupted) throw new Stopped('interrupted');
  if (code !== 0) throw new Stopped(`pgdurable ${args[0]} ended with ${code}`);
}

/** A server stops by itself soon after its last command: waits for that, so that nothing is left behind. */
async function ended(port) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (!open) return;
  }
  throw new Stopped(`the Postgres at port ${port} did not stop`);
}

function table(rows) {
  const columns = Object.keys(rows[0]);
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  return lines.map((line) => `  ${line.map((cell, at) => cell.padEnd(widths[at])).join('  ')}`.trimEnd()).join('\n');
}

function next() {
  say(`
Done in ${Math.round((Date.now() - began) / 1000)} s; the copies and their servers are gone. What to try next:

  node bin/pgdurable.js init hello     a project of your own, which README.md goes through
  fixtures/orders                      retries, a failing order, a wait for a payment
  fixtures/rollup                      three sums in parallel, every night
  docs/language.md                     the language`);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
