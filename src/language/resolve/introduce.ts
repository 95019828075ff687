import type * as ast from '../ast.ts';
import { introducedAt, lookup, type Scope, sitesOf, type Visible } from './scope.ts';
import type { BindingSite } from './types.ts';
import { lineOf, report, type Work } from './work.ts';

/** Makes a name visible. A name that has a value already is reported, and unclear from here on. */
export function introduce(work: Work, scope: Scope, name: ast.Name, visible: Visible): void {
  const before = lookup(scope, name.text);
  const first = before === null || before.kind === 'maybe' ? null : introducedAt(before);
  if (first === null) {
    scope.own.set(name.text, visible);
    return;
  }
  const facts = { name: name.text, line: lineOf(work, first.span) };
  report(work, 'duplicate-name', name.span, facts, [{ span: first.span, message: 'introduced here' }]);
  scope.own.set(name.text, unclear(work, first, [...sitesOf(before), ...sitesOf(visible)]));
}

/** Nobody needs to be told that one of two things of the same name is not read. */
export function unclear(work: Work, first: ast.Name, sites: readonly BindingSite[]): Visible {
  for (const site of sites) work.used.add(site);
  return { kind: 'unclear', first, sites };
}

export function introduceSite(work: Work, site: BindingSite, scope: Scope): void {
  introduce(work, scope, site.name, { kind: 'bound', sites: [site], afterRace: false });
}
