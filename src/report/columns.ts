const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader sees as one character, and how many columns of a terminal it takes. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  /** UTF-16 offset in the text. */
  readonly offset: number;
}

export function cells(text: string): readonly Cell[] {
  return Array.from(graphemes.segment(text), ({ segment, index }) => ({ text: segment, width: widthOf(segment), offset: index }));
}

/** Columns that a text takes on a terminal. */
export function columnsOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : cells(text).reduce((sum, cell) => sum + cell.width, 0);
}

function widthOf(grapheme: string): number {
  if (/^[ -~]$/.test(grapheme)) return 1;
  if (/^[\p{M}\p{Cf}]+$/u.test(grapheme)) return 0;
  if (/\p{Emoji_Presentation}|\uFE0F/u.test(grapheme)) return 2;
  const code = grapheme.codePointAt(0) ?? 0;
  return wide.some(([from, to]) => from <= code && code <= to) ? 2 : 1;
}

/** The ranges of UAX 11 whose characters are wide or fullwidth, emoji apart. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x17000, 0x18cff],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];
