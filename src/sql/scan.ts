import { type Lexeme, type LexemeKind, readLexeme, readReference } from './lexeme.ts';

/** A reference found in SQL text. Offsets are UTF-16 offsets in that text; `end` includes the `?`. */
export interface SqlReference {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly column: string | null;
  readonly star: boolean;
  readonly optional: boolean;
}

/** A lexeme of SQL text that is no white space. */
export interface SqlToken {
  readonly kind: Exclude<LexemeKind, 'space'>;
  readonly start: number;
  readonly end: number;
}

export interface SqlScan {
  readonly tokens: readonly SqlToken[];
  readonly references: readonly SqlReference[];
  /** Ranges of the statements between semicolons, without surrounding white space and comments; empty ones left out. */
  readonly statements: readonly { readonly start: number; readonly end: number }[];
}

/** Reads SQL text as Postgres would, in one pass. Never fails: what is not closed reaches to the end. */
export function scanSql(text: string): SqlScan {
  const tokens: SqlToken[] = [];
  const references: SqlReference[] = [];
  const statements: { start: number; end: number }[] = [];
  const bounds = new StatementBounds();
  let start = -1;
  let end = -1;
  for (let at = 0, lexeme: Lexeme; at < text.length; at = lexeme.end) {
    lexeme = readLexeme(text, at);
    if (lexeme.kind === 'space') continue;
    tokens.push({ kind: lexeme.kind, start: at, end: lexeme.end });
    if (lexeme.kind === 'comment') continue;
    if (lexeme.kind === 'reference') {
      references.push({ start: at, end: lexeme.end, ...readReference(text, at), optional: text[lexeme.end - 1] === '?' });
    }
    if (lexeme.kind === 'semicolon' && bounds.outside()) {
      if (start !== -1) statements.push({ start, end });
      start = -1;
      bounds.reset();
      continue;
    }
    if (start === -1) start = at;
    end = lexeme.end;
    bounds.take(lexeme.kind, text, at, lexeme.end);
  }
  if (start !== -1) statements.push({ start, end });
  return { tokens, references, statements };
}

/**
 * Knows whether a semicolon ends the statement: not inside parentheses (CREATE RULE), nor inside the BEGIN ATOMIC .. END
 * of a routine. The rule is psql's.
 */
class StatementBounds {
  #depth = 0;
  #words = '';
  #count = 0;
  #routine = false;
  #begins = 0;

  outside(): boolean {
    return this.#depth === 0 && this.#begins === 0;
  }

  reset(): void {
    this.#depth = 0;
    this.#words = '';
    this.#count = 0;
    this.#routine = false;
    this.#begins = 0;
  }

  take(kind: SqlToken['kind'], text: string, start: number, end: number): void {
    if (kind === 'other' && end - start === 1) {
      if (text[start] === '(') this.#depth++;
      else if (text[start] === ')' && this.#depth > 0) this.#depth--;
    } else if (kind === 'word') {
      if (this.#count < 4) {
        this.#count++;
        this.#words += `${text.slice(start, end).toLowerCase()} `;
        this.#routine = /^create (or replace )?(function|procedure) /.test(this.#words);
      }
      if (!this.#routine || this.#depth > 0 || end - start > 5) return;
      const word = text.slice(start, end).toLowerCase();
      if (word === 'begin' || (word === 'case' && this.#begins > 0)) this.#begins++;
      else if (word === 'end' && this.#begins > 0) this.#begins--;
    }
  }
}
