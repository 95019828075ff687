import type { SqlScan, SqlToken } from './scan.ts';
import { type Part, within } from './within.ts';

/** A token as statements are told apart by: bare words in lower case, everything else as it is written. */
export interface Word extends Part {
  readonly kind: SqlToken['kind'];
  readonly text: string;
  /** How many round brackets it stands in. */
  readonly depth: number;
}

/** The tokens of a part of a text, without comments. */
export function wordsIn(text: string, scan: SqlScan, part: Part): readonly Word[] {
  let depth = 0;
  return within(scan.tokens, part)
    .filter((token) => token.kind !== 'comment')
    .map(({ kind, start, end }) => {
      const written = text.slice(start, end);
      if (written === ')') depth--;
      const word = { kind, start, end, depth, text: kind === 'word' ? written.toLowerCase() : written };
      if (written === '(') depth++;
      return word;
    });
}
