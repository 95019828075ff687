import type { Span } from '../source/index.ts';
import { catalogue, type Facts, type Slug } from './catalogue/index.ts';
import type { Diagnostic, Label } from './diagnostic.ts';
import type { Entry } from './entry.ts';

/** Makes a diagnostic of the catalogue. An unregistered one does not type-check. */
export function diagnose<S extends Slug>(
  slug: S,
  span: Span | null,
  facts: Facts<S>,
  more: { readonly labels?: readonly Label[]; readonly help?: string } = {},
): Diagnostic {
  const found = catalogue[slug] as unknown as Entry<Facts<S>>;
  return {
    code: found.code,
    slug,
    severity: found.severity,
    message: found.message(facts),
    span,
    labels: more.labels ?? [],
    help: more.help ?? found.help?.(facts) ?? null,
  };
}
