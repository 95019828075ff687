import { reservedWords } from './reserved-words.ts';

/** An identifier as Postgres reads it back: bare where that is safe, else in quotes. */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reservedWords.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
