import type { LineIndex, Span } from '../source/index.ts';
import { type Cell, cells } from './columns.ts';
import { printable } from './printable.ts';

/** One line of source text, and the marks to be put below a part of it. */
export interface Frame {
  readonly line: number;
  readonly text: string;
  /** Columns before the marked part, and columns of it; at least one. */
  readonly indent: number;
  readonly length: number;
}

const TAB = 4;
const CUT = '..';

/**
 * The line on which a span begins, as a terminal shows it: tabs as spaces, control characters as signs, a line that is
 * wider than `width` cut around the span. Of a span over several lines the part on the first one is marked.
 */
export function frame(index: LineIndex, span: Span, width: number): Frame {
  const { line } = index.positionAt(span.start);
  const lineStart = index.lineStart(line);
  const shown = showLine(index.lineText(line));
  const from = shown.findIndex((cell) => cell.end > span.start - lineStart);
  const first = from === -1 ? shown.length : from;
  const until = shown.findIndex((cell) => cell.offset >= span.end - lineStart);
  const last = Math.max(first, until === -1 ? shown.length : until);
  return { line, ...cut(shown, first, last, Math.max(width, 20)) };
}

interface ShownCell extends Cell {
  readonly end: number;
}

/** Without the white space at its end. */
function showLine(text: string): readonly ShownCell[] {
  let column = 0;
  return cells(text).map(({ text: character, width, offset }) => {
    const end = offset + character.length;
    const safe = character === '\t' ? ' '.repeat(TAB - (column % TAB)) : printable(character);
    const shown = safe === character ? width : cells(safe).reduce((sum, cell) => sum + cell.width, 0);
    column += shown;
    return { text: safe, width: shown, offset, end };
  });
}

function cut(line: readonly ShownCell[], first: number, last: number, width: number): Omit<Frame, 'line'> {
  let from = 0;
  let to = line.length;
  if (columns(line) > width) {
    // A third of the room shows what stands before the span.
    for (let room = Math.floor(width / 3), i = first; i > 0; i--) {
      room -= line[i - 1]!.width;
      if (room < CUT.length) {
        from = i;
        break;
      }
    }
    for (let room = width - (from > 0 ? CUT.length : 0), i = from; i < line.length; i++) {
      room -= line[i]!.width;
      if (room < CUT.length) {
        to = i;
        break;
      }
    }
  }
  const before = from > 0 ? CUT : '';
  const after = to < line.length ? CUT : '';
  const marked = columns(line.slice(first, Math.min(last, to)));
  return {
    text: `${before}${line
      .slice(from, to)
      .map((cell) => cell.text)
      .join('')}${after}`.trimEnd(),
    indent: before.length + columns(line.slice(from, first)),
    length: Math.max(1, marked),
  };
}

function columns(line: readonly ShownCell[]): number {
  return line.reduce((sum, cell) => sum + cell.width, 0);
}
