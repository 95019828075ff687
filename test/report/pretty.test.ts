import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic, Label } from '../../src/diagnostics/index.ts';
import { reporters } from '../../src/report/index.ts';
import { span } from '../../src/source/index.ts';

/** What moves, hides or turns text on a terminal: control characters but for the line feed, and marks of direction. */
const CONTROL = /[^\n\P{Cc}]|[\u202A-\u202E\u2066-\u2069\p{Zl}\p{Zp}]/u;

const plain = { color: false, width: 100 };

function finding(part: Partial<Diagnostic>): Diagnostic {
  return {
    code: 'DF4003',
    slug: 'sql-rejected',
    severity: 'error',
    message: 'Something is wrong.',
    span: null,
    labels: [],
    help: null,
    ...part,
  };
}

/** Marks the first occurrence of `part` in the text. */
function at(text: string, part: string, path = 'a.dflow'): ReturnType<typeof span> {
  const start = text.indexOf(part);
  return span(path, start, start + part.length);
}

function show(text: string, part: string, more: Partial<Diagnostic> = {}, width = 100): string {
  const sources = [{ path: 'a.dflow', text }];
  return reporters.pretty({ diagnostics: [finding({ span: at(text, part), ...more })], sources }, { color: false, width });
}

/** Under each marked line: the characters that stand above the marks. Wide ones have to be counted by hand. */
function marked(output: string): string {
  const lines = output.split('\n');
  const row = lines.findIndex((line) => /^\s*\| *\^+$/.test(line));
  const marks = lines[row] as string;
  return (lines[row - 1] as string).slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1);
}

describe('the pretty report', () => {
  it('shows place, message, frames with labels and help as the manual does', () => {
    const text = [
      'flow ship {',
      '  bind batch = sql { SELECT id, ord FROM .. }',
      '  >> sql { INSERT INTO items SELECT batch.id, batch.ordr FROM $batch.* }',
      '}',
    ].join('\n');
    const label: Label = { span: at(text, 'batch', 'flows/ship.dflow'), message: 'columns: id bigint, ord integer' };
    const diagnostic = finding({
      message: 'Postgres rejects this statement: column batch.ordr does not exist',
      span: at(text, 'batch.ordr', 'flows/ship.dflow'),
      labels: [label],
      help: 'did you mean batch.ord?',
    });
    expect(reporters.pretty({ diagnostics: [diagnostic], sources: [{ path: 'flows/ship.dflow', text }] }, plain)).toBe(
      `flows/ship.dflow:3:47 error DF4003 sql-rejected
  Postgres rejects this statement: column batch.ordr does not exist
    3 |   >> sql { INSERT INTO items SELECT batch.id, batch.ordr FROM $batch.* }
      |                                               ^^^^^^^^^^
    2 |   bind batch = sql { SELECT id, ord FROM .. }
      |        ----- columns: id bigint, ord integer
  help: did you mean batch.ord?
`,
    );
  });

  it('says nothing when there is nothing to say', () => {
    expect(reporters.pretty({ diagnostics: [], sources: [] }, plain)).toBe('');
  });

  it('shows a finding without a place, and one in a text that it was not given', () => {
    const diagnostics = [finding({ help: 'try again' }), finding({ span: span('gone.dflow', 3, 5) })];
    expect(reporters.pretty({ diagnostics, sources: [] }, plain)).toBe(
      `error DF4003 sql-rejected
  Something is wrong.
  help: try again

gone.dflow error DF4003 sql-rejected
  Something is wrong.
`,
    );
  });

  it('names the file of a label that lies in another one', () => {
    const sources = [
      { path: 'a.dflow', text: 'flow a {}' },
      { path: 'b.dflow', text: 'flow a {}' },
    ];
    const diagnostic = finding({ span: span('b.dflow', 5, 6), labels: [{ span: span('a.dflow', 5, 6), message: 'the other one' }] });
    expect(reporters.pretty({ diagnostics: [diagnostic], sources }, plain)).toContain(`    1 | flow a {}
      |      ^
      --> a.dflow
    1 | flow a {}
      |      - the other one
`);
  });

  it('makes tabs the same width in the line and below it', () => {
    expect(marked(show('\tflow\tx', 'x'))).toBe('x');
    expect(show('\tflow\tx', 'x')).toContain('    1 |     flow    x\n');
  });

  it('counts wide characters as two columns and marks of accents as none', () => {
    expect(show("sql { SELECT '漢字' FROM nope }", 'nope')).toContain(`    1 | sql { SELECT '漢字' FROM nope }
      |                          ^^^^`);
    expect(show('e\u0301a nope', 'nope')).toContain('      |    ^^^^');
    expect(show('👩‍👩‍👧 nope', 'nope')).toContain('      |    ^^^^');
    expect(show('👩‍👩‍👧 nope', 'nope')).toContain('a.dflow:1:7 ');
  });

  it('cuts a long line around the place that matters', () => {
    const text = `${'a'.repeat(5000)} nope ${'b'.repeat(5000)}`;
    const shown = show(text, 'nope');
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(marked(shown)).toBe('nope');
    expect(shown).toMatch(/\| \.\.a+ nope b+\.\.\n/);
  });

  it('marks as much of a long span as there is room for', () => {
    const shown = show(`x ${'n'.repeat(5000)}`, 'n'.repeat(5000), {}, 60);
    expect(marked(shown)).toMatch(/^n+$/);
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('marks one place for an empty span, also at the end of the text and after the last line feed', () => {
    const empty = (text: string, offset: number): string =>
      reporters.pretty({ diagnostics: [finding({ span: span('a.dflow', offset, offset) })], sources: [{ path: 'a.dflow', text }] }, plain);
    expect(empty('ab', 2)).toContain('    1 | ab\n      |   ^\n');
    expect(empty('ab\n', 3)).toContain('a.dflow:2:1 ');
    expect(empty('ab\n', 3)).toContain('    2 |\n      | ^\n');
    expect(empty('', 0)).toContain('    1 |\n      | ^\n');
  });

  it('marks the first line of a span over several', () => {
    expect(show('a\nflow x {\n}\n', 'flow x {\n}')).toContain('    2 | flow x {\n      | ^^^^^^^^\n');
  });

  it('reads CRLF without showing it', () => {
    expect(show('a\r\nflow nope\r\n', 'nope')).toContain('    2 | flow nope\n      |      ^^^^\n');
  });

  it('lets no text of a user speak to the terminal', () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007 \u202Etxt\u009b31m\u2028';
    const shown = show(`-- ${evil}\nnope`, evil, { message: evil, help: evil, labels: [{ span: at(`-- ${evil}`, 'o'), message: evil }] });
    expect(shown).not.toMatch(CONTROL);
    expect(shown).toContain('␛[2J␛]0;owned␇ <202E>txt<009B>31m<2028>');
  });

  it('colours only when told to', () => {
    const sources = [{ path: 'a.dflow', text: 'nope' }];
    const diagnostics = [finding({ span: span('a.dflow', 0, 4) })];
    const colored = reporters.pretty({ diagnostics, sources }, { color: true, width: 100 });
    expect(colored).toContain('\u001b[31m');
    expect(stripVTControlCharacters(colored)).toBe(reporters.pretty({ diagnostics, sources }, plain));
  });

  it('shows any span of any text, within the width, one mark at least', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(text, fc.nat(300), fc.nat(300), fc.integer({ min: 40, max: 200 }), (body, a, b, width) => {
        const start = Math.min(a, b, body.length);
        const end = Math.min(Math.max(a, b), body.length);
        const sources = [{ path: 'a.dflow', text: body }];
        const shown = reporters.pretty({ diagnostics: [finding({ span: span('a.dflow', start, end) })], sources }, { color: false, width });
        expect(shown).toContain('^');
        expect(shown).not.toMatch(CONTROL);
      }),
      { numRuns: 500 },
    );
  });
});
