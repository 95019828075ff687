import { entry } from '../entry.ts';

/** Class 8: what runs but is probably not meant. */
export const safety = {
} as const;
