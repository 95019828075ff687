/**
 * Lints about SQL: what Postgres accepts and is probably not meant. They read the shape of statements; one that cannot
 * be analysed is left in peace.
 */
import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { TypedFlow } from '../types/index.ts';

export function lintSql(flows: readonly TypedFlow[]): readonly Diagnostic[] {
  void flows;
  return [];
}
