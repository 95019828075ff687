import { entry } from '../entry.ts';

/** Class 1: text that cannot be read. */
export const syntax = {
} as const;
