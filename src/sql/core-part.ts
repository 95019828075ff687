import type { SqlScan } from './scan.ts';

/** The text without what surrounds it: white space and comments. */
export function corePart({ tokens }: SqlScan): { readonly start: number; readonly end: number } {
  const core = tokens.filter((token) => token.kind !== 'comment');
  return { start: core[0]?.start ?? 0, end: core.at(-1)?.end ?? 0 };
}
