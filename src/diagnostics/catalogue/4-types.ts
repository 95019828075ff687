import { entry } from '../entry.ts';

/** Class 4: SQL and types, as Postgres judges them. */
export const types = {
} as const;
