import { scanSql } from './scan.ts';

/** SQL text without its comments and line breaks, for people; cut off after `width` characters. */
export function oneLine(text: string, width = Number.POSITIVE_INFINITY): string {
  let line = '';
  let end = 0;
  for (const token of scanSql(text).tokens) {
    if (token.kind === 'comment') continue;
    if (line !== '' && token.start > end) line += ' ';
    line += text.slice(token.start, token.end).replace(/\s*\n\s*/g, ' ');
    end = token.end;
  }
  return line.length > width ? `${line.slice(0, width - 3).trimEnd()} ..` : line;
}
