import type * as ast from '../ast.ts';
import { CONTEXT_FIELDS } from './context-fields.ts';
import { type FoundReferences, referencesOfSql, referencesOfTemplate } from './found-references.ts';
import { referencesOfJson } from './json-references.ts';
import { type Place, resolveReference } from './resolve-reference.ts';
import { lookup, visibleNames } from './scope.ts';
import { type Embedded, embeddedReferences, joined, withoutColumn } from './string-literal.ts';
import { report, type Work } from './work.ts';

/** SQL, an expression or a JSON document. */
export function resolveRegion(work: Work, region: ast.Region, place: Place): void {
  const json = region.language === 'json';
  const found = json ? referencesOfJson(region) : referencesOfSql(region);
  resolveFound(work, region, found, place);
  for (const { text, span } of found.positional) report(work, 'positional-reference', span, { text, visible: visibleNames(place.scope) });
  if (json) {
    reportUnbraced(work, found, place);
    for (const { kind, name, span } of found.secrets) if (kind === 'hmac') report(work, 'hmac-outside-header', span, { name });
    return;
  }
  for (const { text, span } of found.literals) {
    const embedded = knownIn(text, place);
    if (embedded[0] !== undefined)
      report(work, 'reference-in-string', span, { reference: embedded[0].text, joined: joined(text, embedded) });
    for (const one of embedded) use(work, one.name, place);
  }
}

/** `holds`: which secrets the template may hold. */
export function resolveTemplate(work: Work, template: ast.Template, place: Place, holds: 'nothing' | 'secrets' | 'signatures'): void {
  const found = referencesOfTemplate(template);
  resolveFound(work, template, found, place);
  reportUnbraced(work, found, place);
  for (const { kind, name, span } of found.secrets) {
    if (holds === 'nothing') report(work, 'secret-outside-http', span, { name });
    else if (kind === 'hmac' && holds === 'secrets') report(work, 'hmac-outside-header', span, { name });
  }
}

function resolveFound(work: Work, region: ast.Region | ast.Template, found: FoundReferences, place: Place): void {
  const resolved = found.references.map((reference) => ({ reference, target: resolveReference(work, reference, place) }));
  work.references.set(region, resolved);
}

/** In a template a reference stands in braces; one without is text. */
function reportUnbraced(work: Work, found: FoundReferences, place: Place): void {
  for (const { text, span } of found.literals) {
    const [first] = knownIn(text, place);
    if (first === undefined) continue;
    report(work, 'reference-without-braces', span, { reference: first.text });
    use(work, first.name, place);
  }
}

/** The references in a text that would mean something outside it. */
function knownIn(text: string, place: Place): readonly Embedded[] {
  return embeddedReferences(text).flatMap((one) => {
    if (one.name === 'run' || one.name === 'step') {
      return one.column !== null && Object.hasOwn(CONTEXT_FIELDS[one.name], one.column) ? [one] : [];
    }
    const visible = lookup(place.scope, one.name);
    if (visible === null) return [];
    // A parameter has no columns: what follows is text, as in 'report of $day.txt'.
    return visible.kind === 'param' ? [withoutColumn(one)] : [one];
  });
}

/** Said once is enough: no second warning that nobody reads the name. */
function use(work: Work, name: string, place: Place): void {
  const visible = lookup(place.scope, name);
  if (visible?.kind === 'bound' || visible?.kind === 'maybe') for (const site of visible.sites) work.used.add(site);
}
