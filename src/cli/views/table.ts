import { columnsOf, printableLine } from '../../index.ts';

/** Rows in columns, two blanks between them, for people. Control characters in the texts are shown as signs. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const texts = [header, ...rows].map((row) => row.map(printableLine));
  const widths = header.map((_, column) => Math.max(...texts.map((row) => columnsOf(row[column] ?? ''))));
  const lines = texts.map((row) => row.map((text, column) => text + ' '.repeat((widths[column] ?? 0) - columnsOf(text))).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
