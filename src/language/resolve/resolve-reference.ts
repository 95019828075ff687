import { didYouMean } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import { CLAUSE_RUN_FIELDS, CONTEXT_FIELDS, type ContextName } from './context-fields.ts';
import { lookup, type Scope, type Visible, visibleNames } from './scope.ts';
import type { Target } from './types.ts';
import type { Frame } from './walk.ts';
import { whyHidden } from './why-hidden.ts';
import { lineOf, report, type Work } from './work.ts';

/** Where an expression stands, and so what it sees. `frames` is null outside the steps. */
export interface Viewpoint {
  readonly scope: Scope;
  readonly frames: readonly Frame[] | null;
  /** In `unless` the error is there too. */
  readonly seesError: boolean;
}

const UNKNOWN: Target = { kind: 'unknown' };

/** Finds what a reference stands for; a reference that stands for nothing is reported and is `unknown`. */
export function resolveReference(work: Work, reference: ast.Reference, place: Viewpoint): Target {
  const { name } = reference;
  if (name === 'run' || name === 'step' || name === 'err') return resolveContext(work, name, reference, place);
  if (name === 'new' || name === 'old') return resolveRow(work, reference);
  if (name === 'secret' || name === 'hmac') {
    report(work, 'secret-outside-http', reference.span, { name: reference.column });
    return UNKNOWN;
  }
  const visible = lookup(place.scope, name);
  return visible === null ? resolveMiss(work, reference, place) : resolveVisible(work, visible, reference, place);
}

function resolveVisible(work: Work, visible: Visible, reference: ast.Reference, place: Viewpoint): Target {
  switch (visible.kind) {
    case 'param':
      return { kind: 'param', param: visible.param };
    case 'bound':
      for (const site of visible.sites) work.used.add(site);
      if (visible.afterRace && !reference.optional && !reference.star && !place.scope.dead) {
        report(work, 'may-have-lost', reference.span, { name: reference.name, written: written(reference) });
      }
      return { kind: 'binding', sites: visible.sites };
    case 'maybe':
      for (const site of visible.sites) work.used.add(site);
      if (!place.scope.dead) {
        const labels = visible.sites.map((site) => ({ span: site.name.span, message: 'bound here' }));
        report(work, 'possibly-unbound', reference.span, { name: reference.name, way: visible.way }, labels);
      }
      return UNKNOWN;
    case 'unclear':
    case 'loop':
      return UNKNOWN;
    case 'caught': {
      const type = checkField(work, reference, 'err');
      return type === null ? UNKNOWN : { kind: 'caught', variable: visible.variable, field: reference.column ?? '', type };
    }
  }
}

/** A name that is not visible: bound elsewhere in the flow, mistyped, or unknown. */
function resolveMiss(work: Work, reference: ast.Reference, place: Viewpoint): Target {
  const { name } = reference;
  const declared = work.declarations.get(name);
  if (declared?.[0] !== undefined) {
    markUsed(work, name);
    // The latest place before the reference is the one that was meant, if there is one.
    const meant = declared.findLast((one) => one.name.span.start < reference.span.start) ?? declared[0];
    const facts = { name, line: lineOf(work, meant.name.span), reason: whyHidden(meant, reference, place.frames) };
    if (!place.scope.dead) report(work, 'binding-not-visible', reference.span, facts, [{ span: meant.name.span, message: 'bound here' }]);
    return UNKNOWN;
  }
  const visible = visibleNames(place.scope);
  const suggestion = didYouMean(name, [...visible, 'run', 'step']);
  if (suggestion !== null) markUsed(work, suggestion);
  report(work, 'unknown-binding', reference.span, {
    name,
    suggestion: suggestion && written({ ...reference, name: suggestion }).slice(1),
    visible,
  });
  return UNKNOWN;
}

/** Nobody is told that a name is unused who has just been told that it is misspelt. */
function markUsed(work: Work, name: string): void {
  for (const { step } of work.declarations.get(name) ?? []) {
    const site = work.sites.get(step);
    if (site?.name.text === name) work.used.add(site);
  }
}

function resolveContext(work: Work, of: ContextName, reference: ast.Reference, place: Viewpoint): Target {
  const type = checkField(work, reference, of);
  if (type === null) return UNKNOWN;
  const field = reference.column ?? '';
  const inClause = place.frames === null;
  const known = of === 'err' ? place.seesError : !inClause || (of === 'run' && CLAUSE_RUN_FIELDS.includes(field));
  if (known) return { kind: 'context', of, field, type };
  report(work, 'context-not-here', reference.span, { name: `${of}.${field}`, where: inClause && of !== 'err' ? 'clause' : 'step' });
  return UNKNOWN;
}

/** The type of the field, or null when there is none and that is reported. */
function checkField(work: Work, reference: ast.Reference, of: ContextName): string | null {
  const fields = Object.keys(CONTEXT_FIELDS[of]);
  const { column, name } = reference;
  if (column === null) {
    report(work, 'field-missing', reference.span, { of: name, fields });
    return null;
  }
  const type = Object.hasOwn(CONTEXT_FIELDS[of], column) ? CONTEXT_FIELDS[of][column] : undefined;
  if (type !== undefined) return type;
  report(work, 'unknown-field', reference.span, { of: name, field: column, fields, suggestion: didYouMean(column, fields) });
  return null;
}

/** `$new` and `$old`: which columns they have is known to the database only. */
function resolveRow(work: Work, reference: ast.Reference): Target {
  const { name, column } = reference;
  if (!work.flow.clauses.some((clause) => clause.kind === 'after')) {
    report(work, 'context-not-here', reference.span, { name: column === null ? name : `${name}.${column}`, where: 'no-after' });
  } else if (column === null) {
    report(work, 'field-missing', reference.span, { of: name, fields: [] });
  } else if (name === 'new' || name === 'old') {
    return { kind: 'row', of: name, column };
  }
  return UNKNOWN;
}

function written({ name, column, star }: ast.Reference): string {
  if (star) return `$${name}.*`;
  return column === null ? `$${name}` : `$${name}.${column}`;
}
