import type { Turn } from '../../diagnostics/index.ts';
import { lookup, type Scope, sitesOf, type Visible } from './scope.ts';
import type { BindingSite } from './types.ts';

/** One of the ways through a `when` or a `try`. */
export interface Arm {
  readonly scope: Scope;
  readonly completes: boolean;
  readonly turn: Turn;
}

/** After arms of which exactly one has run: a name is bound if every arm that completes binds it. */
export function mergeArms(into: Scope, arms: readonly Arm[]): void {
  const ends = arms.filter((arm) => arm.completes);
  const names = new Set(ends.flatMap((arm) => [...arm.scope.own.keys()]));
  const merged = [...names].map((name) => [name, mergeName(name, into, ends)] as const);
  for (const [name, visible] of merged) into.own.set(name, visible);
}

function mergeName(name: string, into: Scope, ends: readonly Arm[]): Visible {
  const sites: BindingSite[] = [];
  let way: readonly Turn[] | null = null;
  let unclear: Visible | null = null;
  let afterRace = false;
  for (const end of ends) {
    const found = end.scope.own.get(name) ?? lookup(into, name);
    sites.push(...sitesOf(found).filter((site) => !sites.includes(site)));
    if (found?.kind === 'bound') afterRace ||= found.afterRace;
    else if (found?.kind === 'unclear') unclear = found;
    else way ??= [end.turn, ...(found?.kind === 'maybe' ? found.way : [])];
  }
  if (way !== null) return { kind: 'maybe', sites, way };
  return unclear ?? { kind: 'bound', sites, afterRace };
}

/** After a join all that its branches bound is there; after a race only what the winner bound. */
export function mergeBranches(into: Scope, branches: readonly Scope[], kind: 'join' | 'race'): void {
  for (const [name, found] of branches.flatMap((branch) => [...branch.own])) {
    const visible = kind === 'join' ? found : asOfRace(found);
    // What one branch binds on every way is bound, whatever another does with the name.
    if (visible.kind !== 'maybe' || !isBound(into.own.get(name))) into.own.set(name, visible);
  }
}

function isBound(visible: Visible | undefined): boolean {
  return visible?.kind === 'bound' || visible?.kind === 'unclear';
}

function asOfRace(visible: Visible): Visible {
  return visible.kind === 'bound' || visible.kind === 'maybe' ? { kind: 'bound', sites: visible.sites, afterRace: true } : visible;
}
