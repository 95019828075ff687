import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRegionEnd, scanSql } from '../../src/sql/index.ts';

const kinds = (text: string): string[] => scanSql(text).tokens.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
const references = (text: string): string[] => scanSql(text).references.map(({ start, end }) => text.slice(start, end));
const statements = (text: string): string[] => scanSql(text).statements.map(({ start, end }) => text.slice(start, end));

describe('lexemes', () => {
  test.each([
    ["'it''s'", "string 'it''s'"],
    ["'a\\'", "string 'a\\'"],
    ["E'it\\'s'", "string E'it\\'s'"],
    ["e'\\\\'", "string e'\\\\'"],
    ["U&'d!0061' UESCAPE '!'", "string U&'d!0061'", 'word UESCAPE', "string '!'"],
    ["B'01' x'1F' N'a'", "string B'01'", "string x'1F'", "string N'a'"],
    ["typE'a'", 'word typE', "string 'a'"],
    ['"a""b" U&"x"', 'quoted-identifier "a""b"', 'quoted-identifier U&"x"'],
    ['$$a $b$ c$$', 'string $$a $b$ c$$'],
    ['$a$ $b$ $$ $a$', 'string $a$ $b$ $$ $a$'],
    ['$é$x$é$', 'string $é$x$é$'],
    ['/* a /* b */ c */ x', 'comment /* a /* b */ c */', 'word x'],
    ["-- it's\nx", "comment -- it's", 'word x'],
    ['1.5e-3 .5 1_000 0xFF 1..2', 'number 1.5e-3', 'number .5', 'number 1_000', 'number 0xFF', 'number 1', 'other ..', 'number 2'],
    ['a=-1', 'word a', 'other =', 'other -', 'number 1'],
    ['a @-b', 'word a', 'other @-', 'word b'],
    ['a--b', 'word a', 'comment --b'],
    ['a*/*c*/b', 'word a', 'other *', 'comment /*c*/', 'word b'],
    ['x::int[]', 'word x', 'other ::', 'word int', 'other [', 'other ]'],
    ['a$b$c', 'word a$b$c'],
    ['$1 $20', 'positional $1', 'positional $20'],
    ['a;b', 'word a', 'semicolon ;', 'word b'],
    ['"open', 'quoted-identifier "open'],
    ["'open", "string 'open"],
    ['$q$open$', 'string $q$open$'],
    ['/* open', 'comment /* open'],
    ['😀', 'word 😀'],
    ['\u0000', 'other \u0000'],
  ])('%s', (text, ...expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  test('cover the text, in order, with only space between', () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      '$',
      '$a',
      '$$',
      '--',
      '/*',
      '*/',
      '\n',
      ' ',
      'E',
      "E'",
      '\\',
      ';',
      '(',
      ')',
      '1',
      'a',
      '?',
      '|',
      '.',
      'é',
      '😀',
      '+',
      '-',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 40 }).map((list) => list.join('')),
        ),
        (text) => {
          let at = 0;
          for (const { start, end } of scanSql(text).tokens) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            expect(text.slice(at, start)).toMatch(/^[ \t\n\r\f\v]*$/);
            at = end;
          }
          expect(text.slice(at)).toMatch(/^[ \t\n\r\f\v]*$/);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('references', () => {
  test.each([
    ['$p', '$p'],
    ['$b.col + $b.*', '$b.col', '$b.*'],
    ['$b? $b.col? $b.*?', '$b?', '$b.col?', '$b.*?'],
    ['$b.doc?|$k', '$b.doc', '$k'],
    ["$b.doc?&'{a}'", '$b.doc'],
    ['$b ? $c', '$b', '$c'],
    ['$b.1', '$b'],
    ['$b.col.sub', '$b.col'],
    ['($a)::int', '$a'],
    ['ARRAY[$a,$b][1]', '$a', '$b'],
    ['\'$a\' "$b" $$ $c $$ $t$ $d $t$ /* $e */ -- $f'],
    ['a$b 1$c _$d'],
    ['$a$b', '$a$b'].slice(0, 1),
    ['$1'],
    ['$Name.Col', '$Name.Col'],
    ['$run.id $step.key $err.code $new.c $old.c?', '$run.id', '$step.key', '$err.code', '$new.c', '$old.c?'],
  ])('%s', (text, ...expected) => {
    expect(references(text as string)).toEqual(expected);
  });

  test('have their parts', () => {
    expect(scanSql('x $b.col?').references).toEqual([{ start: 2, end: 9, name: 'b', column: 'col', star: false, optional: true }]);
    expect(scanSql('$b.*').references).toEqual([{ start: 0, end: 4, name: 'b', column: null, star: true, optional: false }]);
  });
});

describe('statements', () => {
  test.each([
    [' SELECT 1 ; /* c */ SELECT 2; -- end', 'SELECT 1', 'SELECT 2'],
    [';;', ...[]],
    ['-- only\n/* comments */', ...[]],
    ["SELECT ';'; SELECT $$;$$", "SELECT ';'", 'SELECT $$;$$'],
    [
      'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3',
      'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)',
      'SELECT 3',
    ],
    [
      'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3',
      'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
      'SELECT 3',
    ],
    ['SELECT begin FROM t; SELECT 2', 'SELECT begin FROM t', 'SELECT 2'],
  ])('%s', (text, ...expected) => {
    expect(statements(text)).toEqual(expected);
  });
});

describe('the end of a region', () => {
  const end = (text: string, shape: Parameters<typeof findRegionEnd>[2], start = 1): number | null => findRegionEnd(text, start, shape).end;

  test.each([
    ['{ a } b', 4],
    ['{ { } }', 6],
    ["{ '}' }", 6],
    ["{ E'\\'}' }", 9],
    ['{ "}" }', 6],
    ['{ $$}$$ }', 8],
    ['{ $x$}$x$ }', 10],
    ['{ $x }', 5],
    ['{ /* } */ }', 10],
    ['{ -- }\n}', 7],
    ['{ ( }', 4],
    ['{ {', null],
    ["{ ' }", null],
  ])('braces: %s', (text, expected) => {
    expect(end(text, 'braces')).toBe(expected);
  });

  test.each([
    ['{ "}" }', 6],
    ['{ "\\"}" }', 8],
    ["{ ' }", 4],
    ['{ /* } */', 5],
    ['{ "a\n" }', null],
    ['{ {"a": [{}]} }', 14],
  ])('json: %s', (text, expected) => {
    expect(end(text, 'json')).toBe(expected);
  });

  test.each([
    ['f(a, b), c', 7],
    ['a)', 1],
    ["'),' , c", 5],
    ['ARRAY[1, 2], c', 11],
    ['a], b', 2],
    ['a', null],
  ])('argument: %s', (text, expected) => {
    expect(end(text, 'argument', 0)).toBe(expected);
  });

  test('tells what is in it', () => {
    expect(findRegionEnd('{ /* c */ a b -- d\n}', 1, 'braces')).toEqual({ end: 19, first: 10, last: 13 });
    expect(findRegionEnd('{ /* c */ }', 1, 'braces')).toMatchObject({ first: 1, last: 1 });
  });

  test('is found in linear time in 10 MB', () => {
    const text = `{${"SELECT 'a', $b.c FROM t; ".repeat(400_000)}}`;
    const began = performance.now();
    expect(findRegionEnd(text, 1, 'braces').end).toBe(text.length - 1);
    expect(scanSql(text).references.length).toBe(400_000);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
