import type { Diagnostic } from '../diagnostics/index.ts';
import type { SourceFile } from '../source/index.ts';

/** What a reporter shows: the findings, and the texts that they point into. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: readonly SourceFile[];
}

export interface ReportOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

export type Reporter = (report: Report, options: ReportOptions) => string;

export interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

export function count(diagnostics: readonly Diagnostic[]): Counts {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}
