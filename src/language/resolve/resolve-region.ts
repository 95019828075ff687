import type * as ast from '../ast.ts';
import { type FoundReferences, referencesOfSql, referencesOfTemplate } from './found-references.ts';
import { referencesOfJson } from './json-references.ts';
import { reportInStrings, reportWithoutBraces } from './references-as-text.ts';
import { resolveReference, type Viewpoint } from './resolve-reference.ts';
import { visibleNames } from './scope.ts';
import { report, type Work } from './work.ts';

/** SQL, an expression or a JSON document. */
export function resolveRegion(work: Work, region: ast.Region, place: Viewpoint): void {
  if (region.language === 'json') {
    const found = referencesOfJson(region);
    resolveTemplateText(work, region, found, place);
    reportSecrets(work, found, 'secrets');
    return;
  }
  const found = referencesOfSql(region);
  resolveFound(work, region, found, place);
  for (const { text, span } of found.positional) report(work, 'positional-reference', span, { text, visible: visibleNames(place.scope) });
  reportInStrings(work, found.literals, place);
}

/** What secrets a text may hold: none, secrets, or signatures of the body too. */
export type Holds = 'nothing' | 'secrets' | 'signatures';

export function resolveTemplate(work: Work, template: ast.Template, place: Viewpoint, holds: Holds): void {
  const found = referencesOfTemplate(template);
  resolveTemplateText(work, template, found, place);
  reportSecrets(work, found, holds);
}

function resolveTemplateText(work: Work, text: ast.Region | ast.Template, found: FoundReferences, place: Viewpoint): void {
  resolveFound(work, text, found, place);
  reportWithoutBraces(work, found.literals, place);
}

function resolveFound(work: Work, text: ast.Region | ast.Template, found: FoundReferences, place: Viewpoint): void {
  const resolved = found.references.map((reference) => ({ reference, target: resolveReference(work, reference, place) }));
  work.references.set(text, resolved);
}

function reportSecrets(work: Work, found: FoundReferences, holds: Holds): void {
  for (const { kind, name, span } of found.secrets) {
    if (holds === 'nothing') report(work, 'secret-outside-http', span, { name });
    else if (kind === 'hmac' && holds === 'secrets') report(work, 'hmac-outside-header', span, { name });
  }
}
