import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Compiling, openCompiling } from '../compile/compiling.ts';
import { expectFolder, goldenCases } from './golden-folder.ts';
import { renderDiagnostics } from './render-diagnostics.ts';

const SCHEMA = 'schema.sql';
const isInput = (file: string): boolean => file.endsWith('.dflow') || file === SCHEMA;

let empty: Compiling;
beforeAll(async () => {
  empty = await openCompiling();
});
afterAll(() => empty.close());

describe('what the compiler says of wrong texts', () => {
  it.each(goldenCases('fixtures/golden/errors'))('$name', async (golden) => {
    const sources = [...golden.files].filter(([file]) => file.endsWith('.dflow')).map(([path, text]) => ({ path, text }));
    const schema = golden.files.get(SCHEMA);
    const compiling = schema === undefined ? empty : await openCompiling(schema);
    try {
      const { diagnostics } = await compiling.all(sources);
      expectFolder(golden, isInput, { 'expected.txt': renderDiagnostics(diagnostics, sources) });
    } finally {
      if (compiling !== empty) await compiling.close();
    }
  });
});
