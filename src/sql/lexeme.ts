/** `word` is a bare identifier or keyword, `other` an operator, bracket or sign, `positional` a `$1`. */
export type LexemeKind =
  | 'space'
  | 'comment'
  | 'word'
  | 'quoted-identifier'
  | 'string'
  | 'number'
  | 'reference'
  | 'positional'
  | 'semicolon'
  | 'other';

/** One lexeme of SQL text: what begins at an offset, and where it ends. */
export interface Lexeme {
  readonly kind: LexemeKind;
  readonly end: number;
  /** False for a string, quoted identifier, dollar quote or comment that the text ends in. */
  readonly closed: boolean;
}

// Postgres takes every byte from 0x80 on as a letter of an identifier, spaces of Unicode included.
const letter = 'A-Za-z_\\u0080-\\uffff';
const SPACE = /[ \t\n\r\f\v]+/y;
const WORD = new RegExp(`[${letter}][${letter}0-9$]*`, 'y');
const DOLLAR_TAG = new RegExp(`\\$(?:[${letter}][${letter}0-9]*)?\\$`, 'y');
const POSITIONAL = /\$\d+/y;
const NUMBER = /0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const OPERATOR = /[-+*/<>=~!@#%^&|`?]+/y;
const REFERENCE = new RegExp(`\\$([${letter}][${letter}0-9]*)(?:\\.(?:([${letter}][${letter}0-9]*)|(\\*)))?`, 'y');
const AFTER_NAME = new RegExp(`[${letter}0-9$]`);
const STRING_PREFIX = /(?:[eEbBxXnN]|[uU]&)'/y;

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** Reads the lexeme that begins at `at`, by the lexical rules of Postgres (standard_conforming_strings on). `at` lies inside the text. */
export function readLexeme(text: string, at: number): Lexeme {
  const space = endOf(SPACE, text, at);
  if (space !== null) return { kind: 'space', end: space, closed: true };
  const char = text[at] as string;
  switch (char) {
    case "'":
      return quoted('string', text, at + 1, "'", false);
    case '"':
      return quoted('quoted-identifier', text, at + 1, '"', false);
    case ';':
      return { kind: 'semicolon', end: at + 1, closed: true };
    case '-':
      if (text[at + 1] === '-') return lineComment(text, at);
      break;
    case '/':
      if (text[at + 1] === '*') return blockComment(text, at);
      break;
    case '$':
      return dollar(text, at);
  }
  const prefix = endOf(STRING_PREFIX, text, at);
  if (prefix !== null) return quoted('string', text, prefix, "'", char === 'e' || char === 'E');
  if ((char === 'u' || char === 'U') && text.startsWith('&"', at + 1)) return quoted('quoted-identifier', text, at + 3, '"', false);
  const word = endOf(WORD, text, at);
  if (word !== null) return { kind: 'word', end: word, closed: true };
  const number = endOf(NUMBER, text, at);
  if (number !== null) return { kind: 'number', end: number, closed: true };
  return { kind: 'other', end: sign(text, at), closed: true };
}

/** The parts of the reference that begins at `at`, where `readLexeme` found one. */
export function readReference(text: string, at: number): { readonly name: string; readonly column: string | null; readonly star: boolean } {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  return { name: match?.[1] ?? '', column: match?.[2] ?? null, star: match?.[3] !== undefined };
}

function quoted(kind: 'string' | 'quoted-identifier', text: string, from: number, quote: string, escapes: boolean): Lexeme {
  for (let i = from; i < text.length; i++) {
    if (escapes && text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return { kind, end: i + 1, closed: true };
      i++;
    }
  }
  return { kind, end: text.length, closed: false };
}

function lineComment(text: string, at: number): Lexeme {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return { kind: 'comment', end, closed: true };
}

function blockComment(text: string, at: number): Lexeme {
  let depth = 1;
  let i = at + 2;
  for (; i < text.length; i++) {
    if (text[i] === '*' && text[i + 1] === '/') {
      i++;
      if (--depth === 0) return { kind: 'comment', end: i + 1, closed: true };
    } else if (text[i] === '/' && text[i + 1] === '*') {
      i++;
      depth++;
    }
  }
  return { kind: 'comment', end: text.length, closed: false };
}

function dollar(text: string, at: number): Lexeme {
  const tag = endOf(DOLLAR_TAG, text, at);
  if (tag !== null) {
    const close = text.indexOf(text.slice(at, tag), tag);
    return close === -1 ? { kind: 'string', end: text.length, closed: false } : { kind: 'string', end: close + tag - at, closed: true };
  }
  const positional = endOf(POSITIONAL, text, at);
  if (positional !== null) return { kind: 'positional', end: positional, closed: true };
  const reference = at > 0 && AFTER_NAME.test(text[at - 1] as string) ? null : endOf(REFERENCE, text, at);
  if (reference === null) return { kind: 'other', end: at + 1, closed: true };
  const optional = text[reference] === '?' && text[reference + 1] !== '|' && text[reference + 1] !== '&';
  return { kind: 'reference', end: optional ? reference + 1 : reference, closed: true };
}

/** Operators as Postgres cuts them: before a comment, and without a trailing + or - unless a sign of this list is in them. */
function sign(text: string, at: number): number {
  const run = endOf(OPERATOR, text, at);
  if (run === null) {
    const two = text.slice(at, at + 2);
    if (two === '::' || two === ':=' || two === '..') return at + 2;
    return at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
  }
  const comment = text.slice(at, run).search(/--|\/\*/);
  let end = comment > 0 ? at + comment : run;
  if (!/[~!@#%^&|`?]/.test(text.slice(at, end))) while (end > at + 1 && /[+-]/.test(text[end - 1] as string)) end--;
  return end;
}
