import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { span } from '../../source/index.ts';
import { jsonStringEnd, type RegionShape, readLexeme } from '../../sql/index.ts';
import { nextFlowStart } from './flow-start.ts';

/** A text without an end: what it is and where its opening sign stands. */
export interface BrokenText {
  readonly what: 'region' | 'string' | 'comment';
  readonly start: number;
  readonly end: number;
}

/**
 * Says what is really unclosed in a region that has no end. A quote that is missing early lets every later one open
 * where it should close, so the first string or comment that a flow starts in is the one to blame, not the last.
 */
export function blame(text: string, opening: number, bracketed: boolean, shape: RegionShape): BrokenText {
  const region: BrokenText = { what: 'region', start: opening, end: opening + 1 };
  const flow = nextFlowStart(text, opening);
  for (let at = bracketed ? opening + 1 : opening; at < text.length; ) {
    if (at >= flow) return region;
    const { what, end, closed } = shape === 'json' ? jsonPiece(text, at) : sqlPiece(text, at);
    if (what !== 'region' && (!closed || end > flow)) return { what, start: at, end: at + 1 };
    at = end;
  }
  return region;
}

interface Piece {
  readonly what: BrokenText['what'];
  readonly end: number;
  readonly closed: boolean;
}

function sqlPiece(text: string, at: number): Piece {
  const { kind, end, closed } = readLexeme(text, at);
  return { what: kind === 'comment' ? 'comment' : kind === 'string' || kind === 'quoted-identifier' ? 'string' : 'region', end, closed };
}

function jsonPiece(text: string, at: number): Piece {
  if (text[at] !== '"') return { what: 'region', end: at + 1, closed: true };
  const end = jsonStringEnd(text, at);
  return { what: 'string', end: end ?? text.length, closed: end !== null };
}

export function explainBroken(path: string, text: string, broken: readonly BrokenText[]): readonly Diagnostic[] {
  return broken.map(({ what, start, end }) => {
    const place = span(path, start, end);
    if (what === 'string') return diagnose('unclosed-string', place, {});
    if (what === 'comment') return diagnose('unclosed-comment', place, {});
    return diagnose('unclosed-region', place, { bracket: text.slice(start, end) });
  });
}
