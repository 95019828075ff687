import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnostics/index.ts';
import { type Compiling, openCompiling } from './compiling.ts';

interface Listed {
  readonly code: string;
  readonly bad?: string;
  readonly good?: string;
}

const judged = Object.values(catalogue as unknown as Readonly<Record<string, Listed>>).filter(({ code }) => /^DF[1-58]/.test(code));

let compiling: Compiling;
beforeAll(async () => {
  compiling = await openCompiling();
});
afterAll(() => compiling.close());

describe('the examples of the catalogue, compiled on an empty schema', () => {
  it.each(judged.filter(({ bad }) => bad !== undefined))('$code: the bad one is reported', async ({ code, bad }) => {
    expect(await compiling.codes(bad ?? '')).toContain(code);
  });

  it.each(judged.filter(({ good }) => good !== undefined))('$code: the good one compiles', async ({ code, good }) => {
    const { diagnostics } = await compiling.text(good ?? '');
    expect(diagnostics.filter((one) => one.code === code || one.code.startsWith('DF4')).map(({ message }) => message)).toEqual([]);
  });
});
