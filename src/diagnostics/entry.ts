import type { Severity } from './diagnostic.ts';

/**
 * One entry of the catalogue. `A` are the facts that its message needs.
 * `explain` is one or two paragraphs for `pgdurable explain`; `bad` and `good` are `.dflow` texts: a test compiles
 * every `bad` and expects this code in it, and every `good` and expects it absent.
 */
export interface Entry<A> {
  readonly code: `DF${number}`;
  readonly severity: Severity;
  /** A few words without names, e.g. `unknown binding`. */
  readonly summary: string;
  readonly message: (facts: A) => string;
  readonly help?: (facts: A) => string | null;
  readonly explain: string;
  readonly bad?: string;
  readonly good?: string;
}

/** Fixes the type of an entry's facts: `entry<{ name: string }>({ .. })`. */
export function entry<A = Record<string, never>>(value: Entry<A>): Entry<A> {
  return value;
}
