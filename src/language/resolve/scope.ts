import type { Turn } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import type { BindingSite } from './types.ts';

/** What a name means at a place. */
export type Visible =
  | { readonly kind: 'param'; readonly param: ast.Param }
  /** Bound on every way to this place. After a race a loser's binding has no row: it can only be read where that is allowed. */
  | { readonly kind: 'bound'; readonly sites: readonly BindingSite[]; readonly afterRace: boolean }
  /** Bound on some ways only; `way` is one on which it is not. */
  | { readonly kind: 'maybe'; readonly sites: readonly BindingSite[]; readonly way: readonly Turn[] }
  /** Introduced twice, which is reported: what it means is not known, and nothing more is said of it. */
  | { readonly kind: 'unclear'; readonly first: ast.Name; readonly sites: readonly BindingSite[] }
  | { readonly kind: 'loop' | 'caught'; readonly variable: ast.Name };

/**
 * The names visible at a place, in layers: a block has a layer of its own above that of its surroundings, so what was
 * bound inside it is what its layer holds. `dead` is set where no way leads: names are not judged there.
 */
export interface Scope {
  readonly outer: Scope | null;
  readonly own: Map<string, Visible>;
  dead: boolean;
}

export function newScope(outer: Scope | null): Scope {
  return { outer, own: new Map(), dead: outer?.dead ?? false };
}

export function lookup(scope: Scope, name: string): Visible | null {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const found = at.own.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

export function visibleNames(scope: Scope): readonly string[] {
  const names = new Set<string>();
  for (let at: Scope | null = scope; at !== null; at = at.outer) for (const name of at.own.keys()) names.add(name);
  return [...names];
}

/** Where the name was introduced. */
export function introducedAt(visible: Visible): ast.Name | null {
  switch (visible.kind) {
    case 'param':
      return visible.param.name;
    case 'bound':
    case 'maybe':
      return visible.sites[0]?.name ?? null;
    case 'unclear':
      return visible.first;
    case 'loop':
    case 'caught':
      return visible.variable;
  }
}

export function sitesOf(visible: Visible | null): readonly BindingSite[] {
  return visible !== null && 'sites' in visible ? visible.sites : [];
}
