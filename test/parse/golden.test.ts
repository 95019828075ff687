import { describe, it } from 'vitest';
import { parse } from '../../src/language/parse/index.ts';
import { LineIndex } from '../../src/source/index.ts';
import { expectFolder, goldenCases } from '../golden/golden-folder.ts';
import { renderDiagnostics } from '../golden/render-diagnostics.ts';

/** The tree for people to review: places as `line:column-line:column`, and nothing of what is not there. */
function renderTree(value: unknown, lines: LineIndex): string {
  const place = (offset: number): string => {
    const { line, column } = lines.positionAt(offset);
    return `${line}:${column}`;
  };
  const withoutNoise = (key: string, one: unknown): unknown => {
    if (key === 'span') {
      const { start, end } = one as { start: number; end: number };
      return `${place(start)}-${place(end)}`;
    }
    const isNothing = one === null || one === false || (Array.isArray(one) && one.length === 0);
    return isNothing ? undefined : one;
  };
  return `${JSON.stringify(value, withoutNoise, 1)}\n`;
}

describe('what the parser makes of a file', () => {
  it.each(goldenCases('fixtures/golden/parse'))('$name', (golden) => {
    const file = { path: 'input.dflow', text: golden.files.get('input.dflow') ?? '' };
    const { value, diagnostics } = parse(file);
    const output: Record<string, string> =
      diagnostics.length === 0
        ? { 'expected.json': renderTree(value.flows, new LineIndex(file.text)) }
        : { 'expected.txt': renderDiagnostics(diagnostics, [file]) };
    expectFolder(golden, (name) => name === 'input.dflow', output);
  });
});
