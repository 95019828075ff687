import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { type LintedStatement, placeOf } from './statements.ts';

export function lintMissingWhere(statement: LintedStatement): readonly Diagnostic[] {
  return (statement.shape?.withoutWhere ?? []).map(({ verb, table }) => {
    const lexemes = statement.words;
    const first = lexemes.find(({ text }, i) => text === verb.toLowerCase() && lexemes[i + 1]?.text !== 'set');
    return diagnose('missing-where', placeOf(statement, first ?? statement), { verb, table: table.name });
  });
}
