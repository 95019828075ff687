import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { begin, type Finished, run } from './running.ts';
import { sampleProject, schema } from './sample-project.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.database.query(schema);
});
afterAll(() => db.drop());

/** A command in a sample project, with the database of this file. */
function inProject(cwd: string) {
  return (...argv: readonly string[]): Promise<Finished> => {
    const dev = ['check', 'compile', 'deploy'].includes(argv[0] ?? '') ? ['--dev-url', db.url] : [];
    return run([...argv, ...dev], { cwd, variables: { PGDURABLE_DATABASE_URL: db.url } });
  };
}

describe('check', () => {
  it('finds nothing in a sound project', async () => {
    expect(await inProject(sampleProject())('check')).toEqual({ code: 0, out: '', err: '2 files: no problems\n' });
  });

  it('reports on stdout, to several places, and ends with 1', async () => {
    const cwd = sampleProject({ 'flows/bad.dflow': "-- é\nflow bad () { sql { SELECT 'é', nope FROM big } }\n" });
    const pgdurable = inProject(cwd);
    const { code, out, err } = await pgdurable('check', '--reporter', 'pretty', '--reporter', 'json:report.json');
    expect({ code, err }).toEqual({ code: 1, err: '3 files: 1 error\n' });
    expect(out).toContain('flows/bad.dflow:2:33 error DF4003 sql-rejected\n');
    expect(out).toContain("    2 | flow bad () { sql { SELECT 'é', nope FROM big } }\n      |                                 ^^^^\n");
    expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))).toMatchObject({ summary: { errors: 1, files: 4 } });
    expect(await pgdurable('check', 'flows/work.dflow')).toEqual({ code: 0, out: '', err: '1 file: no problems\n' });
    expect(await pgdurable('check', 'flows/bad.dflow', '--reporter', 'json')).toMatchObject({ code: 1, err: '1 file: 1 error\n' });
  });

  it('warns, and ends with 1 only where warnings are errors', async () => {
    const flow = { 'flows/warn.dflow': 'flow warn () { sql { DELETE FROM big } }\n' };
    expect(await inProject(sampleProject(flow))('check')).toMatchObject({ code: 0, err: '3 files: 1 warning\n' });
    const strict = sampleProject({ ...flow, 'pgdurable.toml': '[lint]\nwarnings_as_errors = true\n' });
    expect(await inProject(strict)('check')).toMatchObject({ code: 1, err: '3 files: 1 error\n' });
  });

  it('points into the schema file that Postgres rejects', async () => {
    const cwd = sampleProject({ 'db/z.sql': '-- é\nCREATE TABLE x (y nope);\n' });
    const { code, out } = await inProject(cwd)('check');
    expect(code).toBe(1);
    expect(out).toContain('db/z.sql:2:19 error DF7015 schema-rejected\n');
    expect(out).toContain('type "nope" does not exist');
  });

  it('looks names up in the search_path of the project file', async () => {
    const cwd = sampleProject({
      'pgdurable.toml': '[database]\nsearch_path = ["App", "public"]\n',
      'db/app.sql': 'CREATE SCHEMA "App"; CREATE TABLE "App".inside (id int);',
      'flows/inside.dflow': 'flow inside () { sql { INSERT INTO inside VALUES (1) } }\n',
    });
    expect(await inProject(cwd)('check')).toMatchObject({ code: 0, out: '' });
  });

  it('says what is wrong with a server that it may not use', async () => {
    const { code, out } = await run(['check', '--dev-url', 'postgres://127.0.0.1:1/x'], { cwd: sampleProject() });
    expect(code).toBe(4);
    expect(out).toContain('DF7101 database-unreachable');
  });
});

describe('compile', () => {
  it('writes a migration for every flow that changed, and nothing else', async () => {
    const cwd = sampleProject();
    const pgdurable = inProject(cwd);
    const outOfDate = await pgdurable('compile', '--check');
    expect(outOfDate.code).toBe(2);
    expect(readdirSync(cwd)).not.toContain('migrations');
    const first = await pgdurable('compile');
    expect(first.code).toBe(0);
    const names = first.out.trim().split('\n');
    expect(names).toHaveLength(10);
    expect(names[0]).toMatch(/^migrations\/0001_exact_v1_[0-9a-f]{8}\.sql$/);
    expect(names[1]).toBe('migrations/exact.graph.json');
    expect(readdirSync(join(cwd, 'migrations')).sort()).toEqual(names.map((name) => name.replace('migrations/', '')).sort());
    expect(
      outOfDate.out
        .trim()
        .split('\n')
        .map((name) => `migrations/${name}`),
    ).toEqual(names);

    expect(await pgdurable('compile', '--check')).toEqual({ code: 0, out: '', err: 'up to date\n' });
    expect(await pgdurable('compile')).toEqual({ code: 0, out: '', err: 'nothing has changed\n' });

    const path = join(cwd, 'flows/work.dflow');
    writeFileSync(path, `-- moved down\n\n${readFileSync(path, 'utf8')}`);
    expect(await pgdurable('compile', '--check'), 'layout is no part of a version').toMatchObject({ code: 0 });
    writeFileSync(path, readFileSync(path, 'utf8').replace('flow sleeper () { sleep 1h }', 'flow sleeper () { sleep 2h }'));
    const second = await pgdurable('compile');
    expect(second.out).toMatch(/^migrations\/0006_sleeper_v2_[0-9a-f]{8}\.sql\nmigrations\/sleeper\.graph\.json\n$/);

    rmSync(join(cwd, 'migrations/exact.graph.json'));
    expect(await pgdurable('compile')).toMatchObject({ code: 0, out: 'migrations/exact.graph.json\n' });
  });

  it('prints instead, and draws', async () => {
    const pgdurable = inProject(sampleProject());
    const sql = await pgdurable('compile', 'flows/exact.dflow', '--stdout');
    expect(sql).toMatchObject({ code: 0, err: '' });
    expect(sql.out).toContain('INSERT INTO big VALUES');
    expect((await pgdurable('compile', 'flows/exact.dflow', '--stdout', '--target', 'tree')).out).toMatch(/^exact \(id bigint/);
    expect((await pgdurable('compile', '--stdout', '--target', 'mermaid')).out).toMatch(/^flowchart TD/);
    const written = await pgdurable('compile', 'flows/exact.dflow', '--target', 'dot', '--out', 'pictures');
    expect(written).toMatchObject({ code: 0, out: 'pictures/exact.dot\n' });
  });

  it('writes nothing at all where a flow has an error', async () => {
    const cwd = sampleProject({ 'flows/bad.dflow': 'flow bad () { sql { SELECT nope } }\n' });
    const { code, out, err } = await inProject(cwd)('compile');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('DF4003');
    expect(readdirSync(cwd)).not.toContain('migrations');
  });
});

describe('SQL for other tools', () => {
  it('does what deploy does: the dry run as a script, the migrations after it', { timeout: 60_000 }, async () => {
    const other = await testDatabase();
    onTestFinished(() => other.drop());
    await other.database.query(schema);
    const cwd = sampleProject();
    const pgdurable = (...argv: readonly string[]) => run([...argv, '--dev-url', db.url], { cwd, variables: { DATABASE_URL: other.url } });
    const { out } = await pgdurable('deploy', 'flows/exact.dflow', '--dry-run');
    expect(await other.database.script(out)).toMatchObject({ ok: true });
    expect(await pgdurable('deploy', 'flows/exact.dflow')).toMatchObject({ code: 0, out: '' });
    const { out: names } = await pgdurable('compile');
    for (let times = 0; times < 2; times++) {
      for (const name of names.split('\n').filter((each) => each.endsWith('.sql'))) {
        expect(await other.database.script(readFileSync(join(cwd, name), 'utf8'))).toMatchObject({ ok: true });
      }
    }
    expect(await pgdurable('deploy')).toMatchObject({ code: 0, out: '', err: expect.stringContaining('nothing has changed') });
  });
});

describe('without the engine', () => {
  it('says how to install it', async () => {
    const empty = await testDatabase();
    onTestFinished(() => empty.drop());
    for (const argv of [['list'], ['start', 'exact'], ['worker'], ['run', 'exact'], ['show', '1']]) {
      const { code, out, err } = await run(argv, { cwd: '/', variables: { DATABASE_URL: empty.url } });
      expect({ code, out }).toEqual({ code: 4, out: '' });
      expect(err).toContain('DF7110 engine-not-installed');
      expect(err).toContain('pgdurable deploy');
    }
  });
});

describe('a deployed project', () => {
  const pgdurable = inProject(sampleProject({}, afterAll));
  const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

  it('is deployed once, whatever the dry run said before', { timeout: 60_000 }, async () => {
    const dry = await pgdurable('deploy', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/^BEGIN;\n[\s\S]*\nCOMMIT;\n$/);
    expect((await pgdurable('list')).err, 'a dry run changes nothing').toContain('engine-not-installed');
    const deployed = await pgdurable('deploy');
    expect(deployed).toMatchObject({ code: 0, err: '' });
    expect(lines(deployed.out)).toEqual([
      'engine installed',
      ...['exact', 'failing', 'keyed', 'parallel_work', 'sleeper'].map((flow) =>
        expect.stringMatching(`^flow ${flow} added: version 1 \\([0-9a-f]{8}\\)$`),
      ),
    ]);
    const again = await pgdurable('deploy');
    expect(again).toMatchObject({ code: 0, out: '' });
    expect(again.err).toMatch(/^nothing has changed in the database 127\.0\.0\.1:\d+\/t_/);
    expect(await pgdurable('deploy', '--dry-run')).toEqual({ code: 0, out: '', err: 'nothing would change\n' });
  });

  it('is not deployed at all where the database does not fit', async () => {
    await db.database.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON pgdurable.flow_version FOR EACH ROW WHEN (new.flow = 'unfit') EXECUTE FUNCTION refuse()`);
    const drifted = inProject(sampleProject({ 'flows/new.dflow': 'flow fine () { sleep 1s }\nflow unfit () { sleep 1s }\n' }));
    const { code, out, err } = await drifted('deploy');
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('error DF7120 deploy-rejected\n  The database 127.0.0.1:');
    expect(err).toContain(
      'rejects the flow unfit: not this one. Nothing was deployed.\n  The statement: insert into pgdurable.flow_version',
    );
    expect((await pgdurable('start', 'fine')).err).toContain('flow-not-deployed');
  });

  it('runs a flow to its end and prints the result with exact numbers', async () => {
    const note = '{"big": 12345678901234567890.12345678901234567890}';
    const given = await pgdurable('run', 'exact', '--params', `{"id": 9007199254740993, "amount": 12345678901234.5678, "note": ${note}}`);
    expect(given.code).toBe(0);
    expect(given.out).toBe(`[{"id": 9007199254740993, "note": ${note}, "tags": 0, "amount": 12345678901234.5678}]\n`);
    expect(given.err).toMatch(/^run [0-9a-f-]{36}\n/);
    expect(given.err).toMatch(/row {2}completed {2}.* {2}1 row\n/);
    const named = await pgdurable(
      'run',
      'exact',
      '--param',
      'id=-9223372036854775808',
      '--param',
      `note=${note}`,
      '--param',
      'tags={a,"b c"}',
    );
    expect(named).toMatchObject({ code: 0, out: `[{"id": -9223372036854775808, "note": ${note}, "tags": 2, "amount": 1.5000}]\n` });
  });

  it('shows the run as a tree on a terminal', async () => {
    const { code, out, err } = await run(['run', 'parallel_work'], {
      cwd: '/',
      variables: { DATABASE_URL: db.url, NO_COLOR: '1' },
      terminal: true,
    });
    expect({ code, out }).toEqual({ code: 0, out: 'null\n' });
    const last = err.slice(err.lastIndexOf('parallel_work  '));
    expect(last.replace(/\d+ms/g, 'Nms')).toBe(`parallel_work  completed  Nms
  ✓ first        Nms  1 row
  · in parallel
  ✓   left       Nms  1 row
  ✓   right      Nms  1 row
  ✓ last         Nms  1 row
`);
  });

  it('ends with 1 when the run fails, and says where and why', async () => {
    const { code, out, err } = await pgdurable('run', 'failing', '--param', 'why=\u001b[31mred');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('the run failed in step fail_1, line 12: no: ␛[31mred (refused)\n');
    const shown = await pgdurable('show', (lines(err)[0] ?? '').replace('run ', ''));
    expect(shown.out).toMatch(/^status {4}failed$/m);
    expect(shown.out).toMatch(/^error {5}refused: no: ␛\[31mred$/m);
    expect(shown.out).toMatch(/^at {8}step fail_1, line 12, attempt 1$/m);
  });

  it('helps with flows and parameters that do not exist or do not fit', async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['exakt'], 'did you mean exact?'],
      [['unlike_any'], 'deployed are: exact, failing, keyed, parallel_work, sleeper; deploy the flows'],
      [['exact'], 'The flow exact needs a value for the parameter id bigint.\n  help: give it with --param id=..'],
      [['exact', '--param', 'idd=1'], 'The flow exact has no parameter idd.\n  help: did you mean id?'],
      [['sleeper', '--param', 'x=1'], 'The flow sleeper has no parameter x.\n  help: it has no parameters'],
      [['exact', '--param', 'id'], '--param id has no =.'],
      [['exact', '--param', '=1'], '--param =1 has no name before the =.'],
      [['exact', '--param', 'id=1', '--param', 'id=2'], 'gives id a second time'],
      [['exact', '--param', 'id=many'], 'DF7204 bad-parameters'],
      [['exact', '--param', 'id=99999999999999999999'], 'DF7204 bad-parameters'],
      [['exact', '--param', 'id=1', '--param', 'note=nope'], 'note is of type jsonb, and its value is not JSON'],
      [['exact', '--params', '[1]'], '--params must be a JSON object: it is an array.'],
      [['exact', '--params', 'null'], '--params must be a JSON object: it is null.'],
      [['exact', '--params', '{id: 1}'], '--params must be a JSON object: '],
      [['exact', '--params', '{"id": 1, "note": "\\u0000"}'], 'DF7204 bad-parameters'],
      [['sleeper', '--at', 'someday'], "--at 'someday' is no point in time"],
      [['keyed', '--param', 'name=a', '--key', 'mine'], 'DF7204 bad-parameters'],
      [['sleeper', '--key', 'k'.repeat(2000)], 'DF7208 start-refused'],
    ];
    for (const [argv, expected] of cases) {
      const { code, out, err } = await pgdurable('start', ...argv);
      expect({ argv, code, out }).toEqual({ argv, code: 3, out: '' });
      expect(err).toContain(expected);
    }
  });

  it('starts once for a key, later for a time, with a label to find it by', async () => {
    const first = await pgdurable('start', 'sleeper', '--key', 'one', '--label', 'a label', '--at', '2100-01-01 00:00+00');
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f-]{36}\n$/), err: '' });
    expect((await pgdurable('start', 'sleeper', '--key', 'one')).out).toBe(first.out);
    const listed = JSON.parse((await pgdurable('list', '--label', 'a label', '--json')).out);
    expect(listed).toMatchObject({ runs: [{ id: first.out.trim(), key: 'one', label: 'a label' }], next: null });
  });

  it('lists page by page, the latest first, and by flow and status', async () => {
    for (let i = 0; i < 5; i++) await pgdurable('start', 'keyed', '--param', `name=list${i}`);
    const all: string[] = [];
    for (let after: string[] = []; ; ) {
      const page = JSON.parse((await pgdurable('list', '--json', '--limit', '2', ...after)).out);
      all.push(...page.runs.map(({ id }: { id: string }) => id));
      if (page.next === null) break;
      after = ['--after', page.next];
    }
    expect(all).toEqual([...new Set(all)].sort().reverse());
    expect(JSON.parse((await pgdurable('list', '--json')).out).runs).toHaveLength(all.length);
    const text = await pgdurable('list', '--flow', 'keyed', '--limit', '3');
    expect(lines(text.out)).toHaveLength(4);
    expect(text.err).toMatch(/^there are more: --after [0-9a-f-]{36}\n$/);
    expect(lines((await pgdurable('list', '--status', 'failed')).out)[1]).toContain('failed (refused)');
    expect(await pgdurable('list', '--flow', 'none')).toEqual({ code: 0, out: '', err: 'no runs\n' });
    expect((await pgdurable('list', '--status', 'runing')).err).toContain('did you mean running?');
    expect((await pgdurable('list', '--after', 'x')).err).toContain('DF7215 bad-cursor');
  });

  it('knows runs by their first or last digits while they are unique', async () => {
    const { runs } = JSON.parse((await pgdurable('list', '--json')).out);
    const { id } = runs[0];
    for (const short of [id, id.toUpperCase(), id.replaceAll('-', ''), id.slice(0, 20), id.slice(-10)]) {
      expect(JSON.parse((await pgdurable('show', short, '--json')).out).id).toBe(id);
    }
    const ambiguous = await pgdurable('show', id.slice(0, 2));
    expect(ambiguous).toMatchObject({ code: 3, out: '' });
    expect(ambiguous.err).toContain(`Several runs begin with ${id.slice(0, 2)}:\n    ${id}  keyed  pending\n`);
    expect((await pgdurable('show', 'xyz')).err).toContain('DF7210 bad-run-id');
    expect((await pgdurable('show', '00000000-0000-7000-8000-000000000000')).err).toContain('DF7211 unknown-run');
    expect((await pgdurable('history', 'ffffffff')).err).toContain('DF7211 unknown-run');
  });

  it('tells the history of a run, page by page', async () => {
    const { err } = await pgdurable('run', 'parallel_work');
    const id = (lines(err)[0] ?? '').replace('run ', '');
    const whole = JSON.parse((await pgdurable('history', id, '--json')).out);
    expect(whole.run).toBe(id);
    const steps = whole.steps.map(({ step }: { step: string }) => step);
    expect(steps).toEqual(expect.arrayContaining(['first', 'left', 'right', 'last']));
    const paged: string[] = [];
    for (let after: string[] = []; ; ) {
      const page = JSON.parse((await pgdurable('history', id, '--json', '--limit', '1', ...after)).out);
      paged.push(...page.steps.map(({ step }: { step: string }) => step));
      if (page.next === null) break;
      after = ['--after', page.next];
    }
    expect(paged).toEqual(steps);
    const text = await pgdurable('history', id);
    expect(lines(text.out)[0]).toMatch(/^STEP +KIND +LINE +ATTEMPT +STARTED +TOOK +ROWS +STATUS/);
    expect((await pgdurable('history', id, '--after', 'x')).err).toContain('DF7215 bad-cursor');
  });

  it('cancels a run while a worker works, once; the worker stops when it is asked to', async () => {
    const worker = begin(['worker', '--concurrency', '1', '--http-port', '0'], { cwd: '/', variables: { DATABASE_URL: db.url } });
    const id = (await pgdurable('start', 'sleeper')).out.trim();
    const cancelled = await pgdurable('cancel', id, '--reason', 'not needed');
    expect(cancelled).toMatchObject({ code: 0, out: `${id}\n` });
    let shown = '';
    for (let i = 0; i < 100 && !shown.includes('cancelled'); i++) {
      await sleep(100);
      shown = (await pgdurable('show', id)).out;
    }
    expect(shown).toMatch(/^status {4}cancelled$/m);
    expect(shown).toContain('not needed');
    expect(await pgdurable('cancel', id)).toEqual({ code: 0, out: `${id}\n`, err: 'it was cancelled already\n' });
    const { runs } = JSON.parse((await pgdurable('list', '--status', 'completed', '--json')).out);
    const over = await pgdurable('cancel', runs[0].id);
    expect(over).toMatchObject({ code: 3, out: '' });
    expect(over.err).toContain('has ended already: it is completed');

    worker.signal('SIGTERM');
    const ended = await worker.finished;
    expect(ended).toMatchObject({ code: 0, out: '' });
    expect(ended.err).toMatch(/info {2}runner [0-9a-f-]{36} works on the database 127\.0\.0\.1:\d+\/t_\w+: 1 connections, \d+ parts\n/);
    expect(ended.err).toMatch(/info {2}\/healthz and \/metrics on port \d+\n/);
    expect(ended.err).toMatch(/info {2}stopped\n$/);
  });

  it('lets go of a run on ^C and says how it goes on', async () => {
    const running = begin(['run', 'sleeper'], { cwd: '/', variables: { DATABASE_URL: db.url } });
    while (!running.err().includes('run ')) await sleep(20);
    running.signal('SIGINT');
    const { code, out, err } = await running.finished;
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toContain('The run goes on when a worker runs:\n  pgdurable worker\n');
  });

  it('is left alone by a program that is older than its engine', async () => {
    await db.database.query('UPDATE pgdurable.config SET version = version + 1');
    try {
      for (const argv of [['list'], ['run', 'exact'], ['deploy']]) {
        const { code, out, err } = await pgdurable(...argv);
        expect({ argv, code, out }).toEqual({ argv, code: 4, out: '' });
        expect(err).toContain('DF7111 engine-newer');
        expect(err).toContain('update the npm package pgdurable');
      }
    } finally {
      await db.database.query('UPDATE pgdurable.config SET version = version - 1');
    }
  });
});
