import type { IToken } from 'chevrotain';

/**
 * The words that Postgres types of several words go on with, by the word before. Anything else after a type is the name
 * of the next column, whose comma is missing.
 */
const units = ['year', 'month', 'day', 'hour', 'minute', 'second', 'to'];
const after: Readonly<Record<string, readonly string[]>> = {
  double: ['precision'],
  character: ['varying'],
  char: ['varying'],
  nchar: ['varying'],
  bit: ['varying'],
  national: ['character', 'char'],
  time: ['with', 'without', 'zone'],
  timestamp: ['with', 'without'],
  ')': ['with', 'without'],
  with: ['time'],
  without: ['time'],
  interval: units,
  ...Object.fromEntries(units.map((unit) => [unit, units])),
};

export function continuesType(last: IToken, next: IToken): boolean {
  const word = next.image.toLowerCase();
  return word === 'array' || (Object.hasOwn(after, last.image.toLowerCase()) && after[last.image.toLowerCase()]!.includes(word));
}
