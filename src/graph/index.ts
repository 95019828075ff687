/**
 * The step graph: its types, its canonical form and hash, what can be read off it, its renderings.
 * Knows no text of the language and no database.
 */
export * from './types.ts';
