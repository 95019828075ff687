import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../project/temporary-directory.ts';
import { run } from './running.ts';

const nowhere = '/';

describe('wrong usage ends with 3 and says what is meant', () => {
  it.each([
    [['chek'], 'Did you mean check?'],
    [['check', '--repoter', 'json'], 'Did you mean --reporter?'],
    [['check', '--reporter', 'jsn'], 'Reporters are: pretty, json.'],
    [['check', '--reporter', 'json:'], 'After the colon stands the name of a file.'],
    [['check', '--reporter', 'json', '--reporter', 'pretty'], 'Only one reporter can write to stdout'],
    [['compile', '--target', 'mysql'], 'Allowed choices are postgres, mermaid, dot, json, tree.'],
    [['compile', '--check', '--stdout'], "option '--check' cannot be used with option '--stdout'"],
    [['start'], "missing required argument 'flow'"],
    [['start', 'a', 'b'], 'too many arguments'],
    [['list', '--limit', '0'], 'It must be a whole number from 1 to 10000.'],
    [['list', '--limit', '1e3'], 'It must be a whole number from 1 to 10000.'],
    [['worker', '--http-port', '99999'], 'It must be a whole number from 0 to 65535.'],
    [['list', '--database-url'], "option '--database-url <url>' argument missing"],
    [['explain', 'DF9999'], 'There is no diagnostic DF9999.'],
    [['explain', 'unknwon-binding'], 'did you mean unknown-binding?'],
    [['--database-url', 'mysql://me:secret@host/db', 'list'], 'What --database-url holds is not a Postgres URL.'],
    [['--project', '/nonexistent', 'check'], 'There is no pgdurable.toml in /nonexistent.'],
    [['check'], 'There is no pgdurable.toml in / or in any directory above it.'],
    [['deploy'], 'There is no pgdurable.toml in / or in any directory above it.'],
    [['list'], 'There is no pgdurable.toml in / or in any directory above it.'],
    [['check', '--dev-url', 'nope'], 'There is no pgdurable.toml'],
  ])('%j', async (argv, expected) => {
    const { code, out, err } = await run(argv, { cwd: nowhere });
    expect(code).toBe(3);
    // What was found is the result of `check`, and stands on stdout.
    expect(argv.includes('check') && !err.startsWith('error:') ? out : err).toContain(expected);
    expect(out + err).not.toContain('secret');
  });

  it('shows help on stderr when there is no command, on stdout when it is asked for', async () => {
    const bare = await run([], { cwd: nowhere });
    expect(bare).toMatchObject({ code: 3, out: '' });
    expect(bare.err).toContain('Usage: pgdurable');
    for (const argv of [['--help'], ['help'], ['help', 'run'], ['run', '-h']]) {
      const asked = await run(argv, { cwd: nowhere });
      expect(asked).toMatchObject({ code: 0, err: '' });
      expect(asked.out).toContain('Usage: pgdurable');
    }
    expect((await run(['run', '--help'], { cwd: nowhere })).out).toContain('--database-url');
  });

  it('prints its version', async () => {
    expect(await run(['--version'], { cwd: nowhere })).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
  });

  it('points into a project file that is wrong', async () => {
    const cwd = temporaryDirectory({ 'pgdurable.toml': '[database]\nulr = "x"\n' });
    for (const argv of [['deploy'], ['list'], ['compile']]) {
      const { code, err, out } = await run(argv, { cwd });
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).toBe(`pgdurable.toml:2:1 error DF7003 unknown-project-key
  The project file has no key database.ulr.
    2 | ulr = "x"
      | ^^^
  help: did you mean url?
`);
    }
  });

  it('reports what is wrong with the project as JSON too', async () => {
    const cwd = temporaryDirectory({ 'pgdurable.toml': '' });
    const { code, out, err } = await run(['check', '--reporter', 'json'], { cwd });
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(JSON.parse(out)).toMatchObject({ summary: { errors: 1 }, diagnostics: [{ slug: 'no-flows', place: null }] });
  });

  it('says which variable the project file wants', async () => {
    const cwd = temporaryDirectory({ 'pgdurable.toml': '[database]\nurl = "env:APP_DATABASE"\n' });
    const { code, err } = await run(['list'], { cwd });
    expect(code).toBe(3);
    expect(err).toContain('the environment variable APP_DATABASE, which is not set');
  });
});

describe('a database that cannot be used ends with 4', () => {
  it.each(['list', 'start x', 'show 1', 'history 1', 'cancel 1', 'worker', 'run x'])('%s: unreachable', async (command) => {
    const { code, out, err } = await run(['--database-url', 'postgres://me:secret@127.0.0.1:1/db', ...command.split(' ')], {
      cwd: nowhere,
    });
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('error DF7101 database-unreachable');
    expect(err).toContain('127.0.0.1:1/db');
    expect(err).not.toContain('secret');
  });

  it('takes the URL from the environment', async () => {
    const { err } = await run(['list'], { cwd: nowhere, variables: { DATABASE_URL: 'postgres://127.0.0.1:1/from_environment' } });
    expect(err).toContain('127.0.0.1:1/from_environment');
  });
});

describe('explain', () => {
  it('tells the catalogue entry by code and by name, without a project', async () => {
    const byCode = await run(['explain', 'df7201'], { cwd: nowhere });
    expect(byCode).toMatchObject({ code: 0, err: '' });
    expect(byCode.out).toContain('error DF7201 flow-not-deployed: a flow that is not deployed');
    expect((await run(['explain', '7201'], { cwd: nowhere })).out).toBe(byCode.out);
    expect((await run(['explain', 'flow-not-deployed'], { cwd: nowhere })).out).toBe(byCode.out);
  });

  it('shows examples, and everything as JSON', async () => {
    const { out } = await run(['explain', 'unknown-binding'], { cwd: nowhere });
    expect(out).toContain('This has it:');
    expect(out).toContain('  flow ');
    const json = JSON.parse((await run(['explain', 'unknown-binding', '--json'], { cwd: nowhere })).out);
    expect(json).toMatchObject({
      slug: 'unknown-binding',
      severity: 'error',
      bad: expect.stringContaining('flow '),
      good: expect.any(String),
    });
  });

  it('colours on a terminal, unless told not to', async () => {
    const explain = (argv: readonly string[], variables: Record<string, string>, terminal: boolean) =>
      run([...argv, 'explain', 'DF7201'], { cwd: nowhere, variables, terminal }).then(({ out }) => out.includes('\u001b['));
    expect(await explain([], {}, true)).toBe(true);
    expect(await explain([], {}, false)).toBe(false);
    expect(await explain(['--no-color'], {}, true)).toBe(false);
    expect(await explain([], { NO_COLOR: '1' }, true)).toBe(false);
    expect(await explain([], { NO_COLOR: '' }, true)).toBe(true);
  });
});

describe('init', () => {
  it('prints what it wrote and says how to go on', async () => {
    const cwd = temporaryDirectory();
    const { code, out, err } = await run(['init', 'shop'], { cwd });
    expect(code).toBe(0);
    expect(out).toBe('pgdurable.toml\nflows/greet.dflow\ndb/schema.sql\n.github/workflows/pgdurable.yml\n');
    expect(err).toContain('cd shop\n');
    const again = await run(['init'], { cwd: join(cwd, 'shop') });
    expect(again).toMatchObject({ code: 3, out: '' });
    expect(again.err).toContain('DF7011 init-exists');
  });
});
