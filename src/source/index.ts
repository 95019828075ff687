/**
 * Texts and places in them. Knows nothing of what the texts mean, nor where they are stored.
 */
export * from './source-file.ts';
export * from './span.ts';
