import type { SqlScan } from './scan.ts';
import type { Part } from './within.ts';

/** The text without what surrounds it: white space and comments. */
export function corePart({ tokens }: SqlScan): Part {
  const core = tokens.filter((token) => token.kind !== 'comment');
  return { start: core[0]?.start ?? 0, end: core.at(-1)?.end ?? 0 };
}
