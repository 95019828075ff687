import { describe, expect, it } from 'vitest';
import { chooseDatabase } from '../../src/project/choose-database.ts';

const url = (name: string): string => `postgres://user:secret@${name}/db`;

describe('the database of a command', () => {
  it('is the first that is named: option, own variable, common variable, project file, embedded', () => {
    const environment = { PGDURABLE_DATABASE_URL: url('own'), DATABASE_URL: url('common') };
    const choose = (option: string | undefined, variables: Record<string, string>, project: string | null) =>
      chooseDatabase({ option, environment: variables, project }).value;
    expect(choose(url('option'), environment, url('file'))).toEqual({ kind: 'url', url: url('option'), from: '--database-url' });
    expect(choose(undefined, environment, url('file'))).toMatchObject({ url: url('own'), from: 'PGDURABLE_DATABASE_URL' });
    expect(choose(undefined, { DATABASE_URL: url('common') }, url('file'))).toMatchObject({ url: url('common') });
    expect(choose(undefined, {}, url('file'))).toMatchObject({ url: url('file') });
    expect(choose(undefined, { DATABASE_URL: '' }, null)).toEqual({ kind: 'embedded' });
  });

  it('takes the value of a variable that the project file names, and never another database instead', () => {
    const project = 'env:APP_DATABASE';
    expect(chooseDatabase({ option: undefined, environment: { APP_DATABASE: url('app') }, project }).value).toMatchObject({
      url: url('app'),
    });
    expect(chooseDatabase({ option: undefined, environment: {}, project })).toMatchObject({
      value: null,
      diagnostics: [{ slug: 'unset-variable', message: expect.stringContaining('APP_DATABASE') }],
    });
  });

  it.each(['', 'localhost', 'mysql://x/y', 'postgres://[bad', 'postgres://user:sec ret@ho st/db'])(
    'refuses %j without showing it',
    (option) => {
      const { value, diagnostics } = chooseDatabase({ option, environment: {}, project: null });
      expect(value).toBeNull();
      expect(diagnostics).toMatchObject([{ slug: 'bad-database-url' }]);
      if (option !== '') expect(JSON.stringify(diagnostics)).not.toContain(option);
    },
  );

  it.each([
    'postgres:///db',
    'postgresql://%2Frun%2Fpg/db',
    'postgres:///db?host=/run/pg',
    'postgres://u:p%40ss@[::1]:5432/db?sslmode=require',
  ])('takes %s', (option) => {
    expect(chooseDatabase({ option, environment: {}, project: null }).value).toMatchObject({ url: option });
  });
});
