import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { type LintedStatement, placeOf } from './statements.ts';

export function lintLimit(statement: LintedStatement): readonly Diagnostic[] {
  if (!statement.shape?.unorderedLimit) return [];
  const limits = statement.words.filter(({ text }) => text === 'limit' || text === 'fetch');
  return [diagnose('limit-without-order', placeOf(statement, (limits.length === 1 ? limits[0] : undefined) ?? statement), {})];
}
