import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/diagnostics/index.ts';

describe('did you mean', () => {
  it.each([
    ['amuont', ['amount', 'account'], 'amount'],
    ['batsh', ['batch', 'bath'], 'batch'],
    ['ordr', ['ord', 'order'], 'ord'],
    ['totl', ['total'], 'total'],
    ['R', ['s', 'r'], 'r'],
    ['orderId', ['order_id'], 'order_id'],
    ['customer', ['customer_id', 'costumer'], 'costumer'],
  ])('suggests for %s of %j: %s', (name, candidates, expected) => {
    expect(didYouMean(name, candidates)).toBe(expected);
  });

  it.each([
    ['a', ['b', 'c']],
    ['id', ['no']],
    ['amount', ['count_of_all', 'x']],
    ['amount', []],
    ['amount', ['amount']],
  ])('keeps silent for %s of %j', (name, candidates) => {
    expect(didYouMean(name, candidates)).toBeNull();
  });

  it('finds a name in which two neighbours are swapped', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,20}$/), fc.nat(), (name, at) => {
        const i = at % (name.length - 1);
        const slip = name.slice(0, i) + name[i + 1] + name[i] + name.slice(i + 2);
        expect(didYouMean(slip, [name])).toBe(slip === name ? null : name);
      }),
    );
  });
});
