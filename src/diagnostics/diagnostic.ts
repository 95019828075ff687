import type { Span } from '../source/index.ts';

export type Severity = 'error' | 'warning';

/** A second place that helps to understand a diagnostic. */
export interface Label {
  readonly span: Span;
  readonly message: string;
}

/** One finding about the user's project: a value, never thrown. */
export interface Diagnostic {
  /** `DF` and four digits; never reused. */
  readonly code: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly message: string;
  /** Null where the finding is about the project as a whole. */
  readonly span: Span | null;
  readonly labels: readonly Label[];
  readonly help: string | null;
}

/** What a phase of the compiler returns: it goes on after an error, the driver decides. */
export interface Phase<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
