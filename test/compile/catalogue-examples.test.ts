import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnostics/index.ts';
import { type Compiling, openCompiling } from './compiling.ts';

interface Listed {
  readonly code: string;
  readonly bad?: string;
  readonly good?: string;
}

const judged = Object.values(catalogue as unknown as Readonly<Record<string, Listed>>).filter(({ code }) => /^DF[1-58]/.test(code));

/** What the examples use of the engine. */
const ENGINE = `
  CREATE SCHEMA pgdurable;
  CREATE TABLE pgdurable.token (run uuid);
  CREATE VIEW pgdurable.runs AS SELECT run AS id FROM pgdurable.token;
  CREATE FUNCTION pgdurable.cancel(run uuid, reason text) RETURNS void LANGUAGE sql AS '';`;

let compiling: Compiling;
beforeAll(async () => {
  compiling = await openCompiling(ENGINE);
});
afterAll(() => compiling.close());

describe('the examples of the catalogue, compiled on a schema without tables', () => {
  it.each(judged.filter(({ bad }) => bad !== undefined))('$code: the bad one is reported', async ({ code, bad }) => {
    expect(await compiling.codes(bad ?? '')).toContain(code);
  });

  it.each(judged.filter(({ good }) => good !== undefined))('$code: the good one compiles', async ({ code, good }) => {
    const { diagnostics } = await compiling.text(good ?? '');
    expect(diagnostics.filter((one) => one.code === code || one.code.startsWith('DF4')).map(({ message }) => message)).toEqual([]);
  });
});
