import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { type LintedStatement, placeOf } from './statements.ts';

const SCHEMA = 'pgdurable';
/** Views for everybody. */
const open = new Set(['runs', 'steps']);

export function lintEngineTables(statement: LintedStatement): readonly Diagnostic[] {
  const lexemes = statement.words;
  return lexemes.flatMap(({ text, start }, i) => {
    const [dot, name, after] = lexemes.slice(i + 1, i + 4);
    if (unquoted(text) !== SCHEMA || dot?.text !== '.' || name === undefined || after?.text === '(' || open.has(unquoted(name.text)))
      return [];
    return [diagnose('engine-tables', placeOf(statement, { start, end: name.end }), { table: `${SCHEMA}.${unquoted(name.text)}` })];
  });
}

function unquoted(name: string): string {
  return name.replace(/^"(.*)"$/, '$1');
}
