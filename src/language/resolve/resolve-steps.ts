import type { Turn } from '../../diagnostics/index.ts';
import type * as ast from '../ast.ts';
import { completes } from './completion.ts';
import { introduce, introduceSite, unclear } from './introduce.ts';
import { type Arm, mergeArms, mergeBranches } from './merge-scopes.ts';
import { resolveArguments, resolveCallee } from './resolve-call.ts';
import { resolveHttp } from './resolve-http.ts';
import { resolveReference, type Viewpoint } from './resolve-reference.ts';
import { resolveRegion, resolveTemplate } from './resolve-region.ts';
import { newScope, type Scope, sitesOf } from './scope.ts';
import type { BindingSite } from './types.ts';
import { type ActionOf, type Frame, workOf } from './walk.ts';
import { lineOf, report, type Work } from './work.ts';

/** The surroundings of a step. */
interface At {
  readonly scope: Scope;
  readonly frames: readonly Frame[];
}

/** Resolves the items one after another; what they bind is added to the scope. */
export function resolveSequence(work: Work, sequence: ast.Sequence, at: At): void {
  for (const item of sequence.items) {
    item.kind === 'step' ? resolveStep(work, item, at) : resolveParallel(work, item, at);
    if (!completes(item)) at.scope.dead = true;
  }
}

function resolveParallel(work: Work, parallel: ast.Parallel, at: At): void {
  const scopes = parallel.branches.map((step, branch) => {
    const scope = newScope(at.scope);
    resolveStep(work, step, { scope, frames: [...at.frames, { kind: parallel.kind, parallel, branch }] });
    return scope;
  });
  mergeBranches(at.scope, scopes, parallel.kind);
  refuseBoundTwice(work, at.scope, scopes);
}

/** Of what two branches bind nobody knows which is meant. */
function refuseBoundTwice(work: Work, into: Scope, branches: readonly Scope[]): void {
  const first = new Map<string, BindingSite>();
  for (const [name, visible] of branches.flatMap((branch) => [...branch.own])) {
    const [site] = sitesOf(visible);
    // What was introduced before the branches parted has been refused already.
    if (site === undefined || visible.kind === 'unclear') continue;
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, site);
      continue;
    }
    const facts = { name, line: lineOf(work, other.name.span) };
    report(work, 'bound-in-two-branches', site.name.span, facts, [{ span: other.name.span, message: 'the other' }]);
    into.own.set(name, unclear(work, other.name, [other, ...sitesOf(visible)]));
  }
}

function resolveStep(work: Work, step: ast.Step, at: At): void {
  // What the action binds inside reaches the surroundings only when the step is done: its undo block does not see it.
  const inside = newScope(at.scope);
  resolveAction(work, workOf(step.action), { scope: inside, frames: at.frames });
  const place: Viewpoint = { ...at, seesError: true };
  const site = work.sites.get(step);
  for (const modifier of step.modifiers) {
    if (modifier.kind === 'retry' && modifier.unless !== null) resolveRegion(work, modifier.unless, place);
    if (modifier.kind === 'undo') {
      const scope = newScope(newScope(at.scope));
      if (site !== undefined) scope.outer?.own.set(site.name.text, { kind: 'bound', sites: [site], afterRace: false });
      resolveSequence(work, modifier.block, { scope, frames: [...at.frames, { kind: 'undo', step }] });
    }
  }
  for (const [name, visible] of inside.own) at.scope.own.set(name, visible);
  if (site !== undefined) introduceSite(work, site, at.scope);
}

function resolveAction(work: Work, action: ast.Action, at: At): void {
  const place: Viewpoint = { ...at, seesError: false };
  switch (action.kind) {
    case 'sql':
      resolveRegion(work, action.sql, place);
      return;
    case 'http':
      resolveHttp(work, action, place);
      return;
    case 'sleep':
      if (action.time.kind !== 'duration') resolveRegion(work, action.time.expression, place);
      return;
    case 'call':
    case 'start':
      resolveCallee(work, action, place);
      return;
    case 'task':
      resolveArguments(work, action.args, place);
      return;
    case 'when':
      resolveWhen(work, action, at);
      return;
    case 'for':
      resolveFor(work, action, at);
      return;
    case 'repeat':
      resolveRepeat(work, action, at);
      return;
    case 'try':
      resolveTry(work, action, at);
      return;
    case 'group':
      resolveSequence(work, action.body, { scope: at.scope, frames: [...at.frames, { kind: 'group', action }] });
      return;
    case 'fail':
      if (action.message !== null) resolveTemplate(work, action.message, place, 'nothing');
      return;
    case 'await':
    case 'break':
    case 'return':
      return;
  }
}

function resolveWhen(work: Work, action: ActionOf<'when'>, at: At): void {
  const line = (arm: ast.WhenArm): number => lineOf(work, arm.condition.span);
  const [only, ...others] = action.arms;
  const otherwise: Turn =
    only !== undefined && others.length === 0
      ? { kind: 'condition', line: line(only), holds: false }
      : { kind: 'no-condition', lines: action.arms.map(line) };
  const walkArm = (block: ast.Sequence | null, arm: number, turn: Turn): Arm => {
    const scope = newScope(at.scope);
    if (block !== null) resolveSequence(work, block, { scope, frames: [...at.frames, { kind: 'when', action, arm }] });
    return { scope, completes: block === null || completes(block), turn };
  };
  const arms = action.arms.map((arm, i) => {
    resolveRegion(work, arm.condition, { ...at, seesError: false });
    return walkArm(arm.block, i, { kind: 'condition', line: line(arm), holds: true });
  });
  mergeArms(at.scope, [...arms, walkArm(action.else, action.arms.length, otherwise)]);
}

function resolveTry(work: Work, action: ActionOf<'try'>, at: At): void {
  const line = lineOf(work, action.span);
  const body = newScope(at.scope);
  resolveSequence(work, action.body, { scope: body, frames: [...at.frames, { kind: 'try', action }] });
  const caught = newScope(at.scope);
  introduce(work, caught, action.variable, { kind: 'caught', variable: action.variable });
  const handler = newScope(caught);
  resolveSequence(work, action.handler, { scope: handler, frames: [...at.frames, { kind: 'catch', action }] });
  mergeArms(at.scope, [
    { scope: body, completes: completes(action.body), turn: { kind: 'try', line, fails: false } },
    { scope: handler, completes: completes(action.handler), turn: { kind: 'try', line, fails: true } },
  ]);
}

/** Nothing bound inside a loop is visible after it. */
function resolveFor(work: Work, action: ActionOf<'for'>, at: At): void {
  const place: Viewpoint = { ...at, seesError: false };
  if (action.source.kind === 'sql') resolveRegion(work, action.source.sql, place);
  else resolveReference(work, { ...action.source.reference, star: true }, place);
  const variable = newScope(at.scope);
  introduce(work, variable, action.variable, { kind: 'loop', variable: action.variable });
  resolveSequence(work, action.body, { scope: newScope(variable), frames: [...at.frames, { kind: 'for', action }] });
}

function resolveRepeat(work: Work, action: ActionOf<'repeat'>, at: At): void {
  const inside = { scope: newScope(at.scope), frames: [...at.frames, { kind: 'repeat', action } as const] };
  resolveSequence(work, action.body, inside);
  if (action.until !== null) resolveRegion(work, action.until, { ...inside, seesError: false });
}
