import { scanSql } from './scan.ts';

/**
 * SQL text that is the same for texts that differ only in white space and comments. `stand` gives what stands for the
 * part of the text between two offsets; parts are in order.
 */
export function normalizeSql(
  text: string,
  parts: readonly { readonly start: number; readonly end: number; readonly stand: string }[] = [],
): string {
  const words: string[] = [];
  let part = 0;
  for (const token of scanSql(text).tokens) {
    const found = parts[part];
    if (found !== undefined && token.start === found.start) {
      words.push(found.stand);
      part++;
    } else if (token.kind !== 'comment' && (found === undefined || token.end <= found.start))
      words.push(text.slice(token.start, token.end));
  }
  return words.join(' ');
}
