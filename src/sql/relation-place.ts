import { reservedWords } from './reserved-words.ts';
import type { SqlScan, SqlToken } from './scan.ts';

/** Whether the text goes on at `end`, after a `$name.*`, with an alias: AS, or a name that Postgres takes for one. */
export function hasAlias(text: string, scan: SqlScan, end: number): boolean {
  const next = scan.tokens.find((token) => token.start >= end && token.kind !== 'comment');
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
  const before = scan.tokens.filter((token) => token.end <= start && token.kind !== 'comment');
  const word = (index: number) => {
    const token = before[index];
    return token === undefined ? '' : text.slice(token.start, token.end).toLowerCase();
  };
  let at = before.length - 1;
  // A parenthesis directly before may hold a join: `FROM ($b.* JOIN t ON ..)`.
  while (word(at) === '(') at--;
  if (word(at) === 'lateral') return true;
  if (word(at) === 'from') return word(at - 1) !== 'distinct';
  if (relationClauses.has(word(at))) return true;
  if (word(at) !== ',') return false;
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    const found = word(i);
    if (found === ')') depth++;
    else if (found === '(') {
      if (depth === 0) return false;
      depth--;
    } else if (depth === 0 && relationClauses.has(found)) return true;
    else if (depth === 0 && otherClauses.has(found)) return false;
  }
  return false;
}
