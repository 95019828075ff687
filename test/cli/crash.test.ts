import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { Output } from '../../src/cli/streams.ts';
import { temporaryDirectory } from '../project/temporary-directory.ts';
import { run } from './running.ts';

function broken(variables: Readonly<Record<string, string>>): Promise<{ readonly code: number; readonly err: string }> {
  let err = '';
  const output = (write: (text: string) => void): Output => ({ write, isTerminal: false, columns: 100, rows: 30 });
  const stdout = output(() => {
    throw new Error('no such thing', { cause: new Error('the deeper reason') });
  });
  const stderr = output((text) => {
    err += text;
  });
  const environment = { variables, cwd: '/', now: () => new Date(), onStop: () => () => {} };
  return main(['explain', 'DF7001'], { stdout, stderr }, environment).then((code) => ({ code, err }));
}

describe('a bug of ours', () => {
  it('ends with 4 and a short message that says how to get more', async () => {
    expect(await broken({})).toEqual({
      code: 4,
      err: 'pgdurable failed in a way that it should not: no such thing\nSet PGDURABLE_DEBUG=1 to see where.\n',
    });
  });

  it('shows its stack when asked to', async () => {
    const { code, err } = await broken({ PGDURABLE_DEBUG: '1' });
    expect(code).toBe(4);
    expect(err).toMatch(/^Error: no such thing\n +at .*crash\.test\.ts/);
    expect(err).toContain('caused by Error: the deeper reason');
  });
});

describe('a project behind a link', () => {
  it('is the same project', async () => {
    const root = temporaryDirectory({ 'real/pgdurable.toml': '', 'real/flows/a.dflow': 'flow a ( {}' });
    symlinkSync(join(root, 'real'), join(root, 'link'));
    const { code, out } = await run(['check', join(root, 'link/flows/a.dflow'), '--dev-url', 'postgres://127.0.0.1:1/x'], {
      cwd: join(root, 'real'),
    });
    expect(code).toBe(4);
    expect(out, 'the file was found').not.toContain('DF7007');
  });
});
