import type { SqlScan } from './scan.ts';

/** A function that the text calls, by its last name; the place is that of the name. */
export interface Call {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Every `name (` in a part of the text. Keywords before a bracket are among them; nobody asks for those. */
export function callsIn(text: string, scan: SqlScan, part: { readonly start: number; readonly end: number }): readonly Call[] {
  const tokens = scan.tokens.filter((t) => t.start >= part.start && t.end <= part.end && t.kind !== 'comment');
  return tokens.flatMap((token, i) => {
    const next = tokens[i + 1];
    if (next === undefined || text[next.start] !== '(') return [];
    const written = text.slice(token.start, token.end);
    if (token.kind === 'word') return [{ name: written.toLowerCase(), start: token.start, end: token.end }];
    if (token.kind === 'quoted-identifier') return [{ name: written.slice(1, -1), start: token.start, end: token.end }];
    return [];
  });
}

/** Locks that outlive the transaction. Those of the transaction (`pg_advisory_xact_lock`) are fine. */
export function isSessionLock(name: string): boolean {
  return /^pg_(try_)?advisory_(lock|unlock)(_shared|_all)?$/.test(name);
}
