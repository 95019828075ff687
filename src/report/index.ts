/**
 * How findings are shown: to people, to programs. A reporter is a function from findings to text; it reads no file,
 * writes nowhere and never changes a finding.
 */
import { json } from './json.ts';
import { pretty } from './pretty.ts';
import type { Reporter } from './report.ts';

export { columnsOf } from './columns.ts';
export { JSON_REPORT_FORMAT } from './json.ts';
export { printable, printableLine } from './printable.ts';
export { type Counts, count, type Report, type Reporter, type ReportOptions } from './report.ts';

/** Every reporter, by the name that `--reporter` takes. */
export const reporters = { pretty, json } as const satisfies Record<string, Reporter>;

export type ReporterName = keyof typeof reporters;
