/**
 * The text of SQL regions: where they end, the references in them, their statements, their rewriting, the shape of
 * statements, and what a database says of them (through the interface `SqlJudge`). Knows no file, no connection, no flow.
 */
export * from './calls.ts';
export * from './core-part.ts';
export * from './judge.ts';
export { type Lexeme, readLexeme, readReference } from './lexeme.ts';
export * from './normalize.ts';
export * from './one-line.ts';
export * from './quote-identifier.ts';
export * from './region-end.ts';
export * from './relation-place.ts';
export * from './rewrite.ts';
export * from './scan.ts';
export * from './shape.ts';
export * from './statement-kind.ts';
export * from './within.ts';
export * from './words.ts';
