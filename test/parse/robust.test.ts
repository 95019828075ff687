import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_LIMIT, parse } from '../../src/language/parse/index.ts';
import { keywords } from '../../src/language/parse/keywords.ts';

const golden = new URL('../../fixtures/golden/parse/', import.meta.url);
const samples = readdirSync(golden).map((name) => readFileSync(new URL(`${name}/input.dflow`, golden), 'utf8'));

interface Placed {
  readonly span: { readonly file: string; readonly start: number; readonly end: number };
  readonly text?: unknown;
  readonly kind?: unknown;
}

/** Everything in the value that has a span. */
function placedIn(value: unknown, found: Placed[] = []): Placed[] {
  if (typeof value !== 'object' || value === null) return found;
  if ('span' in value && value.span !== null) found.push(value as Placed);
  for (const child of Object.values(value)) placedIn(child, found);
  return found;
}

function expectSound(text: string): void {
  const { value, diagnostics } = parse({ path: 'a.dflow', text });
  for (const { span, text: written, kind } of placedIn([value, diagnostics])) {
    expect(span.file).toBe('a.dflow');
    expect(Number.isInteger(span.start) && Number.isInteger(span.end)).toBe(true);
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
    // Names, types, durations and regions are what stands at their place; text of a template has its escapes undone.
    if (typeof written === 'string' && kind !== 'text') expect(text.slice(span.start, span.end)).toBe(written);
  }
  if (value.flows.length > 0) {
    for (const flow of value.flows)
      expect(diagnostics.some((one) => one.span!.start >= flow.span.start && one.span!.start < flow.span.end)).toBe(false);
  }
  expect(diagnostics.every((one) => one.code.startsWith('DF1') && one.message !== '')).toBe(true);
}

const pieces = fc.oneof(
  fc.constantFrom(...keywords),
  fc.constantFrom(
    '>>',
    '&',
    '|',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ',',
    ':',
    '=',
    '=>',
    '.',
    '..',
    ';',
    '->',
    '&&',
    '||',
    '\n',
    ' ',
    '\r\n',
    '-',
    '\uFEFF',
  ),
  fc.constantFrom(
    "'",
    '"',
    '--',
    '/*',
    '*/',
    '$$',
    '$a$',
    '$a',
    '$b.c?',
    '{$x}',
    '{{',
    "'it''s'",
    "'{$a.b}'",
    '"q"',
    "E'\\'",
    '1',
    '30s',
    '1h30m',
    '1.5',
    '-1',
  ),
  fc.constantFrom(
    '\nflow x {',
    '\nflow y (a int)\n',
    'sql { SELECT 1 }',
    '(SELECT 1)',
    'name',
    'Name',
    'é',
    '😀',
    '\u0000',
    '#',
    'if (',
    'else if (x) {',
  ),
);

describe('whatever the text, parse returns and every span lies in the file', () => {
  test('random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectSound), { numRuns: 1000 });
  });

  test('random pieces of the language', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.constantFrom('', ' '), (list, glue) => expectSound(list.join(glue))),
      { numRuns: 2500 },
    );
  });

  test('random pieces inside a flow', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (list) =>
        expectSound(`flow f {\n${list.join(' ')}\n}\nflow g { sql { SELECT 1 } }`),
      ),
      { numRuns: 1500 },
    );
  });

  test('valid flows with pieces put in, cut out or doubled', () => {
    const mutation = fc.record({
      sample: fc.constantFrom(...samples),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(20),
      put: fc.array(pieces, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(mutation, ({ sample, at, cut, put }) => {
        const start = Math.floor(at * sample.length);
        expectSound(sample.slice(0, start) + put.join(' ') + sample.slice(start + cut));
      }),
      { numRuns: 1500 },
    );
  });

  test('valid flows that end at any character', () => {
    for (const sample of samples.filter(({ length }) => length < 1_200))
      for (let end = 0; end <= sample.length; end++) expectSound(sample.slice(0, end));
  });
});

describe('hostile texts are answered in linear time', () => {
  const size = FILE_LIMIT / 8;
  const full = (piece: string) => piece.repeat(Math.floor(size / piece.length));
  const cases: readonly (readonly [string, string])[] = [
    ['deep groups', full('flow f { ( ( ( ( ')],
    ['a bomb of brackets', `flow f {${full('(').slice(10)}`],
    ['a bomb of blocks', `flow f {${full('when (true) {').slice(20)}`],
    ['a chain of returns', `flow f {${full('return ').slice(10)}`],
    ['a chain of labels', `flow f {${full('a: ').slice(10)}`],
    ['unclosed regions', full('flow f { sql { SELECT 1 \n')],
    ['unclosed strings', full("flow f { fail 'x }\n")],
    ['unclosed comments', full('flow f { /* \n')],
    ['unclosed dollar quotes', full('flow f { sql { $$ }\n')],
    ['an unclosed region in one long flow', `flow f {${full('sql { ').slice(10)}`],
    ['junk in a list', `flow f (${full('a int x, ').slice(10)}`],
    ['junk between flows', full('flow f {} x ')],
    ['semicolons', `flow f {${full(';').slice(10)}`],
    ['commas', full(',')],
    ['names', full('flow ')],
    ['spaces', full(' ')],
    ['comments', full('--\n')],
    ['quotes', full("'")],
    ['double quotes', full('"')],
    ['dollars', `flow f { sql {${full('$a').slice(20)}`],
    ['steps without a sign between', `flow f {${full('fail break ').slice(20)}}`],
    ['many steps', `flow f { sql { SELECT 1 } ${full('>> a: sql { SELECT 1 } ').slice(48)} }`],
    ['a comment of many lines', `${full('--\n').slice(60)}flow f { sql { SELECT 1 } }`],
    ['a long block comment', `/*${full('\n*').slice(60)}*/\nflow f { sql { SELECT 1 } }`],
    ['braces in a template', `flow f { fail '${full('{').slice(41)}' }`],
    ['nested comments', full('/*')],
    ['words of flows in a string', `flow f { fail '${full("flow x {\n''").slice(40)}' }`],
  ];
  test.each(cases)(
    '%s',
    (_name, text) => {
      const began = performance.now();
      const { diagnostics } = parse({ path: 'a.dflow', text });
      expect(diagnostics.length).toBeLessThanOrEqual(101);
      expect(performance.now() - began).toBeLessThan(15_000);
    },
    60_000,
  );
});
