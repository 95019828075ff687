import { type SourceFile, type Span, span } from '../source/index.ts';

/**
 * Where the keys of a TOML document stand, by dotted path. The TOML reader tells values only, and a finding about a key
 * should point at it. Keys inside inline tables are not found: the key of the table stands for them.
 */
export function keyPlaces(source: SourceFile): ReadonlyMap<string, Span> {
  const { path, text } = source;
  const places = new Map<string, Span>();
  let table: readonly string[] = [];
  let offset = 0;
  while (offset < text.length) {
    offset = skip(text, offset, /[\s\uFEFF]*/y);
    const start = offset;
    if (text[offset] === '[') {
      const header = readKey(text, skip(text, offset, /\[\[?[ \t]*/y));
      table = header.key;
      places.set(header.key.join('.'), span(path, start, skip(text, header.end, /[ \t]*\]?\]?/y)));
      offset = endOfLine(text, header.end);
    } else if (text[offset] === '#') {
      offset = endOfLine(text, offset);
    } else {
      const { key, end } = readKey(text, offset);
      if (key.length > 0) places.set([...table, ...key].join('.'), span(path, start, end));
      offset = endOfValue(text, end);
    }
  }
  return places;
}

/** The value at `path`, or the nearest table around it that has a place. */
export function placeOf(places: ReadonlyMap<string, Span>, path: readonly string[]): Span | null {
  for (let length = path.length; length > 0; length--) {
    const place = places.get(path.slice(0, length).join('.'));
    if (place !== undefined) return place;
  }
  return null;
}

function readKey(text: string, from: number): { readonly key: readonly string[]; readonly end: number } {
  const part = /[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))([ \t]*\.)?/y;
  const key: string[] = [];
  let end = from;
  for (let more = true; more; ) {
    part.lastIndex = end;
    const found = part.exec(text);
    if (found === null) break;
    key.push(found[1] ?? found[2] ?? found[3] ?? '');
    end = part.lastIndex;
    more = found[4] !== undefined;
  }
  return { key, end };
}

/** Values may go over several lines inside brackets and triple quotes. */
function endOfValue(text: string, from: number): number {
  const piece = /"""(?:[^\\]|\\[\s\S])*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[[{]|[\]}]|\n|[^"'#[\]{}\n]+|["']/y;
  let depth = 0;
  let offset = from;
  while (offset < text.length) {
    piece.lastIndex = offset;
    const found = piece.exec(text)?.[0] ?? text[offset] ?? '';
    offset += found.length;
    if (found === '[' || found === '{') depth++;
    else if (found === ']' || found === '}') depth--;
    else if (found === '\n' && depth <= 0) break;
  }
  return offset;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

function skip(text: string, from: number, what: RegExp): number {
  what.lastIndex = from;
  return from + (what.exec(text)?.[0].length ?? 0);
}
