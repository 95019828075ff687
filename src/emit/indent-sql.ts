import { scanSql } from '../sql/scan.ts';

/**
 * The same SQL moved to an indentation. Only white space between tokens is touched: line ends inside strings and quoted
 * names stay as they are, since they are part of values.
 */
export function indentSql(text: string, indent: string): string {
  const fixed = scanSql(text).tokens.filter((token) => token.kind === 'string' || token.kind === 'quoted-identifier');
  const breaks = [...text.matchAll(/\n([ \t]*)/g)].filter(({ index }) => !fixed.some((token) => token.start < index && index < token.end));
  const depth = Math.min(
    ...breaks.filter(({ index, 0: found }) => text[index + found.length] !== '\n').map(({ 1: blanks }) => blanks?.length ?? 0),
  );
  let out = indent;
  let at = 0;
  for (const { index, 0: found, 1: blanks = '' } of breaks) {
    out += `${text.slice(at, index)}\n${indent}${blanks.slice(depth)}`;
    at = index + found.length;
  }
  return out + text.slice(at);
}
