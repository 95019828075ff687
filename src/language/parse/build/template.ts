import type { IToken } from 'chevrotain';
import { diagnose, type TemplateFault } from '../../../diagnostics/index.ts';
import { span } from '../../../source/index.ts';
import type * as ast from '../../ast.ts';
import { type Builder, tokenSpan } from './builder.ts';

const REFERENCE = /\{\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\d{1,9}\]|\.\*)*)(\??)\}/y;
const SECRET = /\{(secret|hmac)\.([A-Za-z_]\w*)\}/y;
const BRACES = /\{([^{}]*)\}/y;
const PATH_STEP = /\.([A-Za-z_]\w*)|\[(\d+)\]/g;

/** A string literal read as text and values. Text parts have quotes and braces undone; their spans are of what is written. */
export function buildTemplate(builder: Builder, token: IToken): ast.Template {
  const source = token.image;
  const end = source.length - 1;
  const parts: ast.TemplatePart[] = [];
  // The image of a mended token (double quotes made single) may be longer than what is written.
  const offset = (at: number): number => Math.min(token.startOffset + at, token.endOffset! + 1);
  const place = (from: number, to: number) => span(builder.path, offset(from), offset(to));
  let text = '';
  let textStart = 1;
  const flush = (at: number): void => {
    if (text !== '') parts.push({ kind: 'text', text, span: place(textStart, at) });
    text = '';
  };
  for (let at = 1; at < end; ) {
    const char = source[at] as string;
    const doubled = source[at + 1] === char && at + 1 < end;
    if (char !== '{' || doubled) {
      if (text === '') textStart = at;
      text += char;
      at += (char === '{' || char === "'") && doubled ? 2 : 1;
      continue;
    }
    flush(at);
    const value = readValue(source, at, place);
    if ('fault' in value) builder.report(diagnose('invalid-template', place(at, value.end), { fault: value.fault }));
    else parts.push(value.part);
    at = value.end;
  }
  flush(end);
  return { kind: 'template', parts, span: tokenSpan(builder, token) };
}

type Value = { readonly part: ast.TemplatePart; readonly end: number } | { readonly fault: TemplateFault; readonly end: number };

function readValue(source: string, at: number, place: (from: number, to: number) => ast.Template['span']): Value {
  SECRET.lastIndex = at;
  const secret = SECRET.exec(source);
  if (secret !== null) {
    const end = SECRET.lastIndex;
    return { part: { kind: secret[1] as 'secret' | 'hmac', name: secret[2] as string, span: place(at, end) }, end };
  }
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(source);
  if (match === null) return faultAt(source, at);
  const end = REFERENCE.lastIndex;
  const [, name = '', steps = '', optional = ''] = match;
  if (steps.includes('*')) return { fault: 'star', end };
  const path = [...steps.matchAll(PATH_STEP)].map(([, key, index]) => key ?? Number(index));
  const column = typeof path[0] === 'string' ? path[0] : null;
  const reference: ast.Reference = {
    name,
    column,
    star: false,
    optional: optional !== '',
    path: column === null ? path : path.slice(1),
    span: place(at + 1, end - 1),
  };
  return { part: { kind: 'reference', reference, span: place(at, end) }, end };
}

function faultAt(source: string, at: number): Value {
  BRACES.lastIndex = at;
  const inside = BRACES.exec(source)?.[1];
  if (inside === undefined) return { fault: 'brace', end: at + 1 };
  const end = BRACES.lastIndex;
  if (inside.trim() === '') return { fault: 'empty', end };
  if (/^\s+\$[\w.?[\]]+\s*$|^\$[\w.?[\]]+\s+$/.test(inside)) return { fault: 'space', end };
  if (/^[A-Za-z_][\w.]*\??$/.test(inside)) return { fault: 'name', end };
  return { fault: inside.trimStart().startsWith('$') ? 'reference' : 'brace', end };
}
