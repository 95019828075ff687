import { reservedWords } from './reserved-words.ts';
import type { SqlScan, SqlToken } from './scan.ts';
import { lowerBound } from './within.ts';

/** Whether the text goes on at `end`, after a `$name.*`, with an alias: AS, or a name that Postgres takes for one. */
export function hasAlias(text: string, scan: SqlScan, end: number): boolean {
  let at = lowerBound(scan.tokens, end);
  while (scan.tokens[at]?.kind === 'comment') at++;
  const next = scan.tokens[at];
  return next !== undefined && beginsAlias(next, text);
}

function beginsAlias(token: SqlToken, text: string): boolean {
  if (token.kind === 'quoted-identifier') return true;
  if (token.kind !== 'word') return false;
  const word = text.slice(token.start, token.end).toLowerCase();
  return word === 'as' || !reservedWords.has(word);
}

/** Clauses of a statement in which a comma goes on with relations, and those in which it does not. */
const relationClauses = new Set(['from', 'using', 'join']);
const otherClauses = new Set([
  'select',
  'where',
  'group',
  'having',
  'window',
  'order',
  'by',
  'limit',
  'offset',
  'returning',
  'set',
  'values',
  'distinct',
  'when',
  'then',
]);

/** Whether a relation may stand at `start`: after FROM, JOIN, USING or LATERAL, or after a comma in such a list. */
export function isRelationPlace(text: string, scan: SqlScan, start: number): boolean {
  const before = backwards(text, scan, start);
  let found = before();
  // A parenthesis directly before may hold a join: `FROM ($b.* JOIN t ON ..)`.
  while (found === '(') found = before();
  if (found === 'lateral') return true;
  if (found === 'from') return before() !== 'distinct';
  if (found !== ',') return relationClauses.has(found);
  let depth = 0;
  for (found = before(); found !== ''; found = before()) {
    if (found === ')') depth++;
    else if (found === '(' && depth-- === 0) return false;
    else if (depth === 0 && relationClauses.has(found)) return true;
    else if (depth === 0 && otherClauses.has(found)) return false;
  }
  return false;
}

/** The words before an offset, from the last one back; empty at the beginning. */
function backwards(text: string, scan: SqlScan, start: number): () => string {
  let at = lowerBound(scan.tokens, start);
  return () => {
    do at--;
    while (scan.tokens[at]?.kind === 'comment');
    const token = scan.tokens[at];
    return token === undefined ? '' : text.slice(token.start, token.end).toLowerCase();
  };
}
