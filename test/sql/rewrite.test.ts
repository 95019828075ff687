import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewrite, type Substitution, scanSql, sourceOf } from '../../src/sql/index.ts';

/** Every `$name` a value of type int, every `$name.*` rows of one column. */
function substitutions(text: string): readonly Substitution[] {
  return scanSql(text).references.map(({ start, end, name, star }) => ({
    start,
    end,
    stand: star ? { kind: 'rows', columns: [{ name: 'id', type: 'bigint' }], alias: name } : { kind: 'value', key: name, type: 'integer' },
  }));
}

const whole = (text: string) => ({ start: 0, end: text.length });

describe('rewriting', () => {
  it('gives a value that stands twice one number', () => {
    const { text, parameters } = rewrite('SELECT $a, $b, $a', whole('SELECT $a, $b, $a'), substitutions('SELECT $a, $b, $a'));
    expect(text).toBe('SELECT $1, $2, $1');
    expect(parameters).toEqual(['integer', 'integer']);
  });

  it('makes rows a relation with typed columns and the alias', () => {
    const text = 'SELECT 1 FROM $order.*';
    expect(rewrite(text, whole(text), substitutions(text)).text).toBe('SELECT 1 FROM (SELECT CAST(NULL AS bigint) AS id) AS "order"');
  });

  it('quotes columns that are no plain names', () => {
    const columns = [
      { name: 'Odd "Name"', type: 'text' },
      { name: 'select', type: 'text' },
    ];
    const { text } = rewrite('$b.*', whole('$b.*'), [{ start: 0, end: 4, stand: { kind: 'rows', columns, alias: null } }]);
    expect(text).toBe('(SELECT CAST(NULL AS text) AS "Odd ""Name""", CAST(NULL AS text) AS "select")');
  });

  it('takes only the references of the part', () => {
    const text = 'SELECT $a; SELECT $b; SELECT $c';
    expect(rewrite(text, { start: 11, end: 20 }, substitutions(text)).text).toBe('SELECT $1');
  });

  it('puts what follows an expression on a line of its own, since a comment may end it', () => {
    const text = '$a -- why';
    expect(rewrite(text, whole(text), substitutions(text), { before: 'VALUES ((', after: '))' }).text).toBe('VALUES (($1 -- why\n))');
  });

  it('leads every character back to where it stands in the source', () => {
    const piece = fc.oneof(
      fc.constantFrom('$a', '$bb', '$c.*', '$d?', "'$a'", '😀', 'æ', ' ', '\r\n', ', ', '/* $a */', 'x'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.nat(20), fc.constantFrom('', 'VALUES (('), (pieces, cut, before) => {
        const text = pieces.join(' ');
        const part = { start: Math.min(cut, text.length), end: text.length };
        const rewritten = rewrite(text, part, substitutions(text), { before });
        for (let position = before.length; position < rewritten.text.length; position++) {
          const { start, end } = sourceOf(rewritten, position);
          expect(start).toBeGreaterThanOrEqual(part.start);
          expect(end).toBeLessThanOrEqual(part.end);
          if (start === end) expect(text[start]).toBe(rewritten.text[position]);
          else expect(text.slice(start, end)).toMatch(/^\$/);
        }
      }),
    );
  });
});
