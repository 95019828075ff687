import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type * as ast from '../../src/language/ast.ts';
import { parse } from '../../src/language/parse/index.ts';
import { readDuration } from '../../src/language/parse/read-duration.ts';

const onlyAction = (action: string): ast.Action => {
  const { value, diagnostics } = parse({ path: 'a.dflow', text: `flow a { ${action} }` });
  expect(diagnostics).toEqual([]);
  return (value.flows[0]!.body.items[0] as ast.Step).action;
};

describe('durations', () => {
  test.each([
    ['0s', 0],
    ['250ms', 250],
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1w2d3h4m5s6ms', 788_645_006],
    ['36500d', 36_500 * 86_400_000],
  ])('%s', (text, ms) => {
    expect(readDuration(text)).toEqual({ ok: true, ms });
  });

  test.each([
    ['1x', 'unit'],
    ['5min', 'unit'],
    ['1H', 'unit'],
    ['1m1h', 'order'],
    ['1s1s', 'twice'],
    ['1h1m1h', 'twice'],
    ['1ms1s', 'order'],
    ['1h30', 'missing-unit'],
    ['-1s', 'negative'],
    ['1.5h', 'fraction'],
    ['36501d', 'overflow'],
    [`${'9'.repeat(400)}s`, 'overflow'],
  ])('%s is refused: %s', (text, fault) => {
    expect(readDuration(text)).toEqual({ ok: false, fault });
  });
});

describe('templates', () => {
  const partsOf = (literal: string): readonly unknown[] => {
    const action = onlyAction(`fail ${literal}`) as Extract<ast.Action, { kind: 'fail' }>;
    return action.message!.parts.map((part) =>
      part.kind === 'text' ? part.text : part.kind === 'reference' ? part.reference : `${part.kind} ${part.name}`,
    );
  };

  test('text, escapes and braces', () => {
    expect(partsOf("''")).toEqual([]);
    expect(partsOf("'it''s {{b}} }'")).toEqual(["it's {b}} }"]);
    expect(partsOf("'{{$a}'")).toEqual(['{$a}']);
  });

  test('references with columns, paths and ?', () => {
    expect(partsOf("'{$a}{$b.c?}{$b.c.items[0].fullName}{$d[1]}'")).toMatchObject([
      { name: 'a', column: null, optional: false, path: [] },
      { name: 'b', column: 'c', optional: true, path: [] },
      { name: 'b', column: 'c', path: ['items', 0, 'fullName'] },
      { name: 'd', column: null, path: [1] },
    ]);
  });

  test('secrets', () => {
    expect(partsOf("'{secret.KEY}{hmac.SIGN}'")).toEqual(['secret KEY', 'hmac SIGN']);
  });

  test('any text can be written as one, and is read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const literal = `'${text.replaceAll("'", "''").replaceAll('{', '{{')}'`;
        expect(partsOf(literal).join('')).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('regions', () => {
  test('any expression that Postgres would read stays as it is written', () => {
    const piece = fc.constantFrom("'a)'", '"b)"', '$$c)$$', '(1)', '/* ) */', '-- )\n', '$x', ' ', 'NULL', "E'\\')'", '[1]', '{', '::int');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1 }), (list) => {
        const text = ` 1 ${list.join(' ')} `;
        const action = onlyAction(`when (${text}) { }`) as Extract<ast.Action, { kind: 'when' }>;
        expect(action.arms[0]!.condition.text).toBe(text);
      }),
    );
  });

  test('an argument ends at its comma, without the space and comments around it', () => {
    const action = onlyAction("call f (a => f(1, 'x,)') , b => /* c */ $y -- d,\n, c => ARRAY[1, 2])") as Extract<
      ast.Action,
      { kind: 'call' | 'start' }
    >;
    expect(action.args.map(({ value }) => value.text)).toEqual(["f(1, 'x,)')", '$y', 'ARRAY[1, 2]']);
  });
});
