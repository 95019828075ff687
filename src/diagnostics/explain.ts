import { catalogue } from './catalogue/index.ts';
import { diagnose } from './diagnose.ts';
import type { Phase, Severity } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';

/** What the catalogue says of one diagnostic. */
export interface Explanation {
  readonly code: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly explain: string;
  /** `.dflow` texts that show it, and its absence. */
  readonly bad: string | null;
  readonly good: string | null;
}

/** Looks a diagnostic up by its code, in any letter case and with `DF` or without, or by its name. */
export function explainDiagnostic(written: string): Phase<Explanation | null> {
  const entries: readonly (readonly [string, (typeof catalogue)[keyof typeof catalogue]])[] = Object.entries(catalogue);
  const wanted = written.trim();
  const code = `DF${wanted.toUpperCase().replace(/^DF/, '')}`;
  const found = entries.find(([slug, entry]) => entry.code === code || slug === wanted.toLowerCase());
  if (found === undefined) {
    const names = entries.flatMap(([slug, entry]) => [entry.code as string, slug]);
    const suggestion = didYouMean(/\d/.test(wanted) ? code : wanted.toLowerCase(), names);
    return { value: null, diagnostics: [diagnose('unknown-diagnostic', null, { code: written, suggestion })] };
  }
  const [slug, entry] = found;
  const { severity, summary, explain } = entry;
  const bad = 'bad' in entry ? (entry.bad ?? null) : null;
  const good = 'good' in entry ? (entry.good ?? null) : null;
  return { value: { code: entry.code, slug, severity, summary, explain, bad, good }, diagnostics: [] };
}
