import type * as ast from '../ast.ts';
import { introducedAt, lookup, type Scope, type Visible } from './scope.ts';
import type { BindingSite } from './types.ts';
import { lineOf, report, type Work } from './work.ts';

/** Makes a name visible. A name that has a value already is reported, and means the new one from here on. */
export function introduce(work: Work, scope: Scope, name: ast.Name, visible: Visible): void {
  const before = lookup(scope, name.text);
  const first = before === null || before.kind === 'maybe' ? null : introducedAt(before);
  if (first !== null) {
    const facts = { name: name.text, line: lineOf(work, first.span) };
    report(work, 'duplicate-name', name.span, facts, [{ span: first.span, message: 'introduced here' }]);
  }
  scope.own.set(name.text, visible);
}

export function introduceSite(work: Work, site: BindingSite, scope: Scope): void {
  introduce(work, scope, site.name, { kind: 'bound', sites: [site], afterRace: false });
}
