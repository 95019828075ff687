/**
 * The text of SQL regions: where they end, the references in them, their statements, their rewriting, the shape of
 * statements, and what a database says of them (through the interface `SqlJudge`). Knows no file, no connection, no flow.
 */
export * from './judge.ts';
export * from './region-end.ts';
export * from './scan.ts';
