import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { type LintedStatement, lexemesOf, placeOf } from './statements.ts';

export function lintMissingWhere(statement: LintedStatement): readonly Diagnostic[] {
  return (statement.shape?.withoutWhere ?? []).map(({ verb, table }) => {
    const lexemes = lexemesOf(statement);
    const first = lexemes.find(({ text }, i) => text === verb.toLowerCase() && lexemes[i + 1]?.text !== 'set');
    return diagnose('missing-where', placeOf(statement, first), { verb, table: table.name });
  });
}
