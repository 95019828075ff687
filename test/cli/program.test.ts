import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../project/temporary-directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin/pgdurable.js');
// As a user has it: built, and without what the tests set for themselves.
const { NODE_OPTIONS: _, DATABASE_URL: __, PGDURABLE_DATABASE_URL: ___, NO_COLOR: ____, ...variables } = process.env;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function begin(
  argv: readonly string[],
  cwd: string,
): { readonly child: ChildProcess; readonly err: () => string; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...argv], { cwd, env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return { child, err: () => err, ended };
}

const pgdurable = (cwd: string, ...argv: readonly string[]): Promise<Ended> => begin(argv, cwd).ended;

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !condition(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('waited 20 s in vain');
  }
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/setup.mjs')], { env: variables, stdio: 'pipe' });
}, 120_000);

describe('the program', () => {
  it('has the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await pgdurable('/', '--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('hands its exit code to the shell', async () => {
    expect((await pgdurable('/', 'check')).code).toBe(3);
    expect((await pgdurable('/', 'nope')).code).toBe(3);
    expect((await pgdurable('/', 'list', '--database-url', 'postgres://127.0.0.1:1/x')).code).toBe(4);
  });

  it.skipIf(process.platform !== 'linux')('fails when its output is lost', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [program, 'explain', 'DF2003'], { env: variables, stdio: ['ignore', full, 'pipe'] });
    let err = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    const [code] = await once(child, 'close');
    closeSync(full);
    expect(code).toBe(4);
    expect(err).toMatch(/^the output cannot be written: .*ENOSPC.*\n$/);
  });

  it('is a library too', () => {
    const script = "import { compile, deploy, startRun } from 'pgdurable'; console.log(typeof compile, typeof deploy, typeof startRun)";
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, env: variables, encoding: 'utf8' });
    expect(out).toBe('function function function\n');
  });

  it('takes no harm from a reader that goes away', async () => {
    const { child, ended } = begin(['explain', 'DF2003'], '/');
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, err: '' });
  });
});

describe('a new project, with nothing but this package', () => {
  // A name that shells and URLs have to quote.
  const cwd = temporaryDirectory({}, afterAll);
  const project = join(cwd, 'my flöws & more');

  it('is begun, checked, deployed and run', { timeout: 120_000 }, async () => {
    expect(await pgdurable(cwd, 'init', 'my flöws & more')).toMatchObject({ code: 0 });
    expect(await pgdurable(project, 'check')).toEqual({ code: 0, out: '', err: '1 file: no problems\n' });
    const missing = await pgdurable(project, 'list');
    expect(missing).toMatchObject({ code: 4, out: '' });
    expect(missing.err).toContain('The embedded Postgres has no schema pgdurable');
    const deployed = await pgdurable(project, 'deploy');
    expect(deployed).toMatchObject({ code: 0, err: '' });
    expect(deployed.out).toMatch(/^schema db\/schema\.sql applied\nengine installed\nflow greet added: version 1 \([0-9a-f]{8}\)\n$/);
    expect(await pgdurable(project, 'deploy')).toEqual({ code: 0, out: '', err: 'nothing has changed in the embedded Postgres\n' });
    const { code, out, err } = await pgdurable(project, 'run', 'greet', '--param', "name=you & 'me'");
    expect({ code, out }).toEqual({ code: 0, out: `[{"greeting": "Hello, you & 'me'!"}]\n` });
    expect(err.split('\n').map((line) => line.replace(/^\S+ \S+ {2}(\w+) .*/, '$1'))).toEqual([
      expect.stringMatching(/^run /),
      'guest',
      'sleep_1',
      'return_1',
      '',
    ]);
  });

  it('brings new schema files into its database, and says so when an old one changed', { timeout: 60_000 }, async () => {
    writeFileSync(join(project, 'db/table.sql'), 'CREATE TABLE later (id int);\n');
    expect(await pgdurable(project, 'deploy')).toEqual({ code: 0, out: 'schema db/table.sql applied\n', err: '' });
    appendFileSync(join(project, 'db/table.sql'), '-- changed\n');
    const changed = await pgdurable(project, 'deploy');
    expect(changed).toMatchObject({ code: 0, out: '' });
    expect(changed.err).toContain('warning DF7016 schema-changed\n  db/table.sql has changed since it was applied');
    writeFileSync(join(project, 'db/table.sql'), 'CREATE TABLE later (id int);\n');
    writeFileSync(join(project, 'db/unfit.sql'), 'CREATE TABLE unfit (id int);\nINSERT INTO pg_temp.nothing VALUES (1);\n');
    const unfit = await pgdurable(project, 'check');
    expect(unfit.code).toBe(1);
    expect(unfit.out).toContain('db/unfit.sql:2:13 error DF7015 schema-rejected');
    writeFileSync(join(project, 'db/unfit.sql'), '-- nothing\n');
  });

  it('is worked on by several commands at once; a worker stops when it is told to', { timeout: 60_000 }, async () => {
    const worker = begin(['worker'], project);
    await until(() => worker.err().includes(' works on the embedded Postgres'));
    const started = await Promise.all(['a', 'b', 'c'].map((name) => pgdurable(project, 'start', 'greet', '--param', `name=${name}`)));
    expect(started.map(({ code }) => code)).toEqual([0, 0, 0]);
    let runs: readonly { readonly id: string; readonly status: string }[] = [];
    const over = (): boolean => started.every(({ out }) => runs.some(({ id, status }) => id === out.trim() && status === 'completed'));
    for (let i = 0; i < 50 && !over(); i++) {
      await sleep(200);
      runs = JSON.parse((await pgdurable(project, 'list', '--json')).out).runs;
    }
    expect(over()).toBe(true);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0, out: '', err: expect.stringMatching(/ stopped\n$/) });
  });

  it('lets go of a run on ^C, and at once on the second', { timeout: 60_000 }, async () => {
    writeFileSync(join(project, 'flows/long.dflow'), 'flow long () { sql { SELECT pg_sleep(600) } }\n');
    expect(await pgdurable(project, 'deploy')).toMatchObject({ code: 0 });
    const run = begin(['run', 'long'], project);
    await until(() => run.err().startsWith('run '));
    await sleep(1500);
    run.child.kill('SIGINT');
    await sleep(300);
    expect(run.child.exitCode, 'it waits for the step to end').toBeNull();
    const asked = Date.now();
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
    expect(Date.now() - asked).toBeLessThan(3000);
  });
});
