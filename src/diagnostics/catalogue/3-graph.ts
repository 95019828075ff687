import { entry } from '../entry.ts';

/** Class 3: the shape of the flow: steps that cannot be reached, misplaced constructs, what is not yet supported. */
export const graph = {
} as const;
