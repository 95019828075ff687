import { describe, it } from 'vitest';
import { diagnosticsOf } from './diagnostics-of.ts';
import { expectFolder, goldenCases } from './golden-folder.ts';
import { renderDiagnostics } from './render-diagnostics.ts';

const isInput = (file: string): boolean => file.endsWith('.dflow') || file === 'schema.sql';

describe('what the compiler says of wrong texts', () => {
  it.each(goldenCases('fixtures/golden/errors'))('$name', (golden) => {
    const sources = [...golden.files].filter(([file]) => file.endsWith('.dflow')).map(([path, text]) => ({ path, text }));
    expectFolder(golden, isInput, { 'expected.txt': renderDiagnostics(diagnosticsOf(sources), sources) });
  });
});
