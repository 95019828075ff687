/** A reference found in SQL text. Offsets are UTF-16 offsets in that text; `end` includes the `?`. */
export interface SqlReference {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly column: string | null;
  readonly star: boolean;
  readonly optional: boolean;
}

/** A lexeme of SQL text. `word` is a bare identifier or keyword (as written), `other` an operator, bracket or sign. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted-identifier' | 'string' | 'number' | 'reference' | 'comment' | 'semicolon' | 'other' | 'positional';
  readonly start: number;
  readonly end: number;
}

export interface SqlScan {
  readonly tokens: readonly SqlToken[];
  readonly references: readonly SqlReference[];
  /** Ranges of the statements between semicolons, without surrounding white space and comments; empty ones left out. */
  readonly statements: readonly { readonly start: number; readonly end: number }[];
}
