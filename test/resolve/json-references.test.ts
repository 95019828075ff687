import { describe, expect, it } from 'vitest';
import { referencesOfJson } from '../../src/language/resolve/json-references.ts';

function found(text: string): readonly string[] {
  const span = { file: 'f', start: 100, end: 100 + text.length };
  const { references, secrets, literals } = referencesOfJson({ kind: 'region', language: 'json', text, span });
  const slice = (at: { readonly start: number; readonly end: number }): string => text.slice(at.start - 100, at.end - 100);
  return [
    ...references.map(
      (one) =>
        `${slice(one.span)}: ${one.name} ${one.star ? '*' : (one.column ?? '-')} ${JSON.stringify(one.path)}${one.optional ? ' ?' : ''}`,
    ),
    ...secrets.map((one) => `${slice(one.span)}: ${one.kind} ${one.name}`),
    ...literals.map((one) => `${slice(one.span)}: text`),
  ];
}

describe('references of a JSON document', () => {
  it.each([
    ['{"a": $n}', ['$n: n - []']],
    ['[$b.col, $b.*, $p.x?]', ['$b.col: b col []', '$b.*: b * []', '$p.x?: p x [] ?']],
    ['{"id": $pay.body.items[0].id}', ['$pay.body.items[0].id: pay body ["items",0,"id"]']],
    ['$p[3].x', ['$p[3].x: p - [3,"x"]']],
    ['{"a": "order {$id} of {$who.name?}"}', ['$id: id - []', '$who.name?: who name [] ?']],
    ['{"a": "{secret.KEY}"}', ['{secret.KEY}: secret KEY']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('are text inside a string without braces, and nothing behind a doubled brace', () => {
    expect(found('"pay $id" , "{{$id}"')).toEqual(['$id: text']);
  });

  it('are told from strings by JSON escapes, whatever stands in them', () => {
    expect(found('{"\\"": $a, "\\\\": $b, "it\'s": $c, "--": $d, "/*": $e}').map((one) => one.slice(0, 2))).toEqual([
      '$a',
      '$b',
      '$c',
      '$d',
      '$e',
    ]);
  });
});
