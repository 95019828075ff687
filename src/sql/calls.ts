import type { Part } from './within.ts';
import type { Word } from './words.ts';

/** A function that a statement calls, by its last name; the place is that of the name. */
export interface Call extends Part {
  readonly name: string;
}

/** Every `name (` of a statement. Keywords before a bracket are among them; nobody asks for those. */
export function callsIn(words: readonly Word[]): readonly Call[] {
  return words.flatMap(({ kind, text, start, end }, i) => {
    if (words[i + 1]?.text !== '(') return [];
    if (kind === 'word') return [{ name: text, start, end }];
    return kind === 'quoted-identifier' ? [{ name: text.slice(1, -1), start, end }] : [];
  });
}

/** Locks that outlive the transaction. Those of the transaction (`pg_advisory_xact_lock`) are fine. */
export function isSessionLock(name: string): boolean {
  return /^pg_(try_)?advisory_(lock|unlock)(_shared|_all)?$/.test(name);
}
