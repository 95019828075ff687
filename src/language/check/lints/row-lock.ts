import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { type LintedStatement, placeOf } from './statements.ts';

const verbs = new Set(['select', 'insert', 'update', 'delete', 'merge', 'values', 'table']);
const strengths = new Set(['update', 'share', 'no', 'key']);

/** A lock of the outermost SELECT; one in a subquery of a statement that changes the rows does its work. */
export function lintRowLock(statement: LintedStatement): readonly Diagnostic[] {
  const outer = statement.words.filter(({ depth }) => depth === 0);
  if (outer.find(({ text }) => verbs.has(text))?.text !== 'select') return [];
  const at = outer.findIndex(({ text }, i) => text === 'for' && strengths.has(outer[i + 1]?.text ?? ''));
  if (at === -1) return [];
  const end = outer.findIndex(({ text }, i) => i > at && (text === 'update' || text === 'share'));
  const words = outer.slice(at, end + 1);
  const place = { start: (words[0] as (typeof words)[number]).start, end: (words.at(-1) as (typeof words)[number]).end };
  return [diagnose('row-lock-ends', placeOf(statement, place), { lock: words.map(({ text }) => text.toUpperCase()).join(' ') })];
}
