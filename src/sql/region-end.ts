import { readLexeme } from './lexeme.ts';

/**
 * How a region ends: `braces` and `parentheses` at their balanced closing bracket, `argument` before a `,` or `)` that is
 * in no bracket, `json` at its balanced brace, where strings are JSON's.
 */
export type RegionShape = 'braces' | 'parentheses' | 'argument' | 'json';

export interface RegionEnd {
  /** Offset of what ends the region; null when the text ends first. */
  readonly end: number | null;
  /** From the first to the last lexeme that is neither white space nor comment; both equal where there is none. */
  readonly first: number;
  readonly last: number;
}

/** Finds the end of the region whose text begins at `start`, after its opening bracket. One pass, by the lexical rules of Postgres. */
export function findRegionEnd(text: string, start: number, shape: RegionShape): RegionEnd {
  switch (shape) {
    case 'json':
      return jsonEnd(text, start);
    case 'argument':
      return argumentEnd(text, start);
    case 'braces':
      return bracketEnd(text, start, '{', '}');
    case 'parentheses':
      return bracketEnd(text, start, '(', ')');
  }
}

// Only the region's own kind of bracket counts: a stray one of another kind is for Postgres to report, at its place.
function bracketEnd(text: string, start: number, open: string, close: string): RegionEnd {
  let depth = 0;
  let first = -1;
  let last = start;
  for (let at = start; at < text.length; ) {
    const lexeme = readLexeme(text, at);
    if (lexeme.kind !== 'space' && lexeme.kind !== 'comment') {
      if (text[at] === close && depth-- === 0) return { end: at, first: first === -1 ? last : first, last };
      if (text[at] === open) depth++;
      if (first === -1) first = at;
      last = lexeme.end;
    }
    if (!lexeme.closed) break;
    at = lexeme.end;
  }
  return { end: null, first: first === -1 ? last : first, last };
}

function argumentEnd(text: string, start: number): RegionEnd {
  let round = 0;
  let other = 0;
  let first = -1;
  let last = start;
  for (let at = start; at < text.length; ) {
    const lexeme = readLexeme(text, at);
    if (lexeme.kind !== 'space' && lexeme.kind !== 'comment') {
      const char = text[at] as string;
      if (round === 0 && (char === ')' || (char === ',' && other === 0))) return { end: at, first: first === -1 ? last : first, last };
      if (char === '(') round++;
      else if (char === ')') round--;
      else if (char === '[' || char === '{') other++;
      else if ((char === ']' || char === '}') && other > 0) other--;
      if (first === -1) first = at;
      last = lexeme.end;
    }
    if (!lexeme.closed) break;
    at = lexeme.end;
  }
  return { end: null, first: first === -1 ? last : first, last };
}

function jsonEnd(text: string, start: number): RegionEnd {
  let depth = 0;
  let first = -1;
  let last = start;
  for (let at = start; at < text.length; ) {
    const char = text[at] as string;
    let next = at + 1;
    if (char === '"') {
      const close = jsonStringEnd(text, at);
      if (close === null) break;
      next = close;
    }
    if (char === '}' && depth-- === 0) return { end: at, first: first === -1 ? last : first, last };
    if (char === '{') depth++;
    if (!/\s/.test(char)) {
      if (first === -1) first = at;
      last = next;
    }
    at = next;
  }
  return { end: null, first: first === -1 ? last : first, last };
}

/** The end of the JSON string that opens at `at`; null where the line ends first. */
export function jsonStringEnd(text: string, at: number): number | null {
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '"') return i + 1;
    else if (char === '\n') return null;
  }
  return null;
}
