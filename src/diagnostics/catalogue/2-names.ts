import { entry } from '../entry.ts';

/** Class 2: names, scopes, what may be unbound. */
export const names = {
} as const;
