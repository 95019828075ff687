import { entry } from '../entry.ts';

/** Class 7: deployment and drift. */
export const deployment = {
} as const;
