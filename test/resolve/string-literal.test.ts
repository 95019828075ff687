import { describe, expect, it } from 'vitest';
import { embeddedReferences, joined } from '../../src/language/resolve/string-literal.ts';

describe('a reference inside a string literal', () => {
  it.each([
    ["'order $id'", "'order ' || $id"],
    ["'$id'", '$id'],
    ["'{$id}'", '$id'],
    ["'a $id b $ord.total c'", "'a ' || $id || ' b ' || $ord.total || ' c'"],
    ["E'it\\'s $id'", "E'it\\'s ' || $id"],
    ["U&'\\00e9 $id'", "U&'\\00e9 ' || $id"],
    ["'it''s $id.'", "'it''s ' || $id || '.'"],
  ])('%s is shown as %s', (literal, expected) => {
    expect(joined(literal, embeddedReferences(literal))).toBe(expected);
  });

  it('is not shown joined for a dollar-quoted text', () => {
    expect(joined('$do$ RAISE NOTICE $id $do$', embeddedReferences('$do$ RAISE NOTICE $id $do$'))).toBeNull();
  });

  it.each(["'US$id'", "'$$id'", "'$id$'", "'$1'", "'$ID'", "'5 $'"])('is not seen in %s', (literal) => {
    expect(embeddedReferences(literal)).toEqual([]);
  });
});
