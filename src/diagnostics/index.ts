/**
 * Findings about the user's project as data: one catalogue, one way to make one. Text of messages lives nowhere else.
 * Knows nothing of how findings are shown.
 */

export type { Hidden } from './catalogue/2-names.ts';
export { catalogue, type Facts, type Slug } from './catalogue/index.ts';
export type { DurationFault, TemplateFault } from './catalogue/syntax-faults.ts';
export type { Turn } from './catalogue/way.ts';
export { diagnose } from './diagnose.ts';
export type { Diagnostic, Label, Phase, Severity } from './diagnostic.ts';
export { didYouMean } from './did-you-mean.ts';
