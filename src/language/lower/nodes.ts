import type { FailPart, GraphNode } from '../../graph/index.ts';
import { type Span, span } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { lowerAwait } from './await.ts';
import { lowerRetry } from './clauses.ts';
import { freeName, type Lowering, nextId, type TryAction } from './lowering.ts';
import { nodeCount } from './node-count.ts';
import { notSupported } from './not-supported.ts';
import { expressionText, refTarget, sqlText } from './sql-text.ts';

/** Makes the nodes of a sequence whose last step goes on at `next`; returns where it begins. */
export function lowerSequence(lowering: Lowering, sequence: ast.Sequence, next: number): number {
  if (sequence.items.length === 0) return next;
  const entry = nextId(lowering);
  for (const [i, item] of sequence.items.entries()) {
    const after = i === sequence.items.length - 1 ? next : nextId(lowering) + nodeCount(item);
    if (item.kind === 'step') lowerStep(lowering, item, item.action, after);
    else lowerParallel(lowering, item, after);
  }
  return entry;
}

/** The end of the run. `step` is the `return` that ends it; null at the end of the text. */
export function lowerEnd(lowering: Lowering, step: ast.Step | null, span: Span, own: boolean): void {
  const rows = lowering.typed.ends.get(step) ?? null;
  const base = own && step !== null ? ofStep(lowering, step) : ofNoStep(lowering, 'end', span);
  lowering.nodes.push({
    ...base,
    kind: 'end',
    result: rows === null ? null : lowering.slots.into(rows.from[0] as (typeof rows.from)[number]),
  });
}

function lowerStep(lowering: Lowering, step: ast.Step, action: ast.Action, next: number): void {
  switch (action.kind) {
    case 'sql': {
      const typed = lowering.typed.statements.get(action) ?? [];
      const retry = step.modifiers.find((modifier) => modifier.kind === 'retry');
      lowering.nodes.push({
        ...ofStep(lowering, step),
        kind: 'sql',
        statements: typed.map((statement) => ({
          ...sqlText(lowering, action.sql, statement),
          columns: statement.columns?.map(({ name, type }) => ({ name, type: type.name })) ?? null,
        })),
        into: lowering.slots.into(action),
        retry: retry === undefined ? lowering.retry : lowerRetry(lowering, retry),
        alone: typed.some(({ alone }) => alone),
        next,
      });
      return;
    }
    case 'when':
      lowerWhen(lowering, step, action, next);
      return;
    case 'sleep':
      lowering.nodes.push({ ...ofStep(lowering, step), kind: 'sleep', time: sleepTime(lowering, action.time), next });
      return;
    case 'await':
      lowering.nodes.push({ ...ofStep(lowering, step), ...lowerAwait(lowering, step, action), next });
      return;
    case 'fail': {
      if (action.message === null && lowering.caught !== null) {
        const caught = lowering.slots.caught(lowering.caught.variable);
        if (caught === null) throw new Error('what is failed with again is kept nowhere');
        lowering.nodes.push({ ...ofStep(lowering, step), kind: 'fail', message: [], code: 'failed', caught });
        return;
      }
      const message = action.message === null ? [{ kind: 'text', text: 'failed' } as const] : failMessage(lowering, action.message);
      lowering.nodes.push({ ...ofStep(lowering, step), kind: 'fail', message, code: action.code?.value ?? 'failed' });
      return;
    }
    case 'return':
      if (action.action !== null) {
        const end = nextId(lowering) + nodeCount({ ...step, action: action.action });
        lowerStep(lowering, step, action.action, end);
      }
      lowerEnd(lowering, step, span(step.span.file, step.span.end, step.span.end), action.action === null);
      return;
    case 'repeat':
      lowerRepeat(lowering, step, action, next);
      return;
    case 'break':
      if (lowering.exit === null) throw new Error('a break stands in no loop');
      lowering.nodes.push({ ...ofStep(lowering, step), kind: 'break', next: lowering.exit });
      return;
    case 'try':
      lowerTry(lowering, action, next);
      return;
    case 'group':
      lowerSequence(lowering, action.body, next);
      return;
    case 'http':
    case 'call':
    case 'start':
    case 'task':
    case 'for':
      notSupported(action.kind);
  }
}

function lowerWhen(lowering: Lowering, step: ast.Step, action: Extract<ast.Action, { kind: 'when' }>, next: number): void {
  const blocks = [...action.arms.map((arm) => arm.block), ...(action.else === null ? [] : [action.else])];
  const entries = entriesOf(nextId(lowering) + 1, blocks, next);
  lowering.nodes.push({
    ...ofStep(lowering, step),
    kind: 'when',
    arms: action.arms.map((arm, i) => ({ condition: expressionText(lowering, arm.condition), next: entries[i] as number })),
    else: action.else === null ? next : (entries.at(-1) as number),
  });
  for (const block of blocks) lowerSequence(lowering, block, next);
}

/** Both ends of a loop are the step: what fails at the end of an iteration fails the `repeat`. */
function lowerRepeat(lowering: Lowering, step: ast.Step, action: Extract<ast.Action, { kind: 'repeat' }>, next: number): void {
  const repeat = nextId(lowering);
  const again = repeat + nodeCount(action.body) + 1;
  lowering.nodes.push({ ...ofStep(lowering, step), kind: 'repeat', body: repeat + 1, again });
  const inside: Lowering = { ...lowering, depth: lowering.depth + 1, exit: next };
  lowerSequence(inside, action.body, again);
  const { file, end } = action.span;
  lowering.nodes.push({
    ...ofStep(inside, step),
    description: null,
    source: placeOf(lowering, span(file, action.until?.span.start ?? action.body.span.end, end)),
    kind: 'again',
    repeat,
    every: action.every?.ms ?? null,
    until: action.until === null ? null : expressionText(inside, action.until),
    max: action.max?.value ?? null,
    body: repeat + 1,
    next: action.until === null ? null : next,
  });
}

function lowerParallel(lowering: Lowering, { kind, branches, span }: ast.Parallel, next: number): void {
  if (kind === 'race') notSupported(kind);
  const first = nextId(lowering) + 1;
  const join = first + branches.reduce((count, branch) => count + nodeCount(branch), 0);
  lowering.nodes.push({ ...ofNoStep(lowering, 'fork', span), kind: 'fork', branches: entriesOf(first, branches, join), join });
  // A failure ends its branch; what handles it is the place of the fork.
  for (const branch of branches) lowerStep({ ...lowering, handler: null }, branch, branch.action, join);
  lowering.nodes.push({ ...ofNoStep(lowering, 'join', span), kind: 'join', next });
}

/** The two blocks with the `catch` node between them: what fails in the first goes there. */
function lowerTry(lowering: Lowering, action: TryAction, next: number): void {
  const { body, variable, handler } = action;
  const caught = nextId(lowering) + nodeCount(body);
  lowerSequence({ ...lowering, handler: caught }, body, next);
  lowering.nodes.push({
    ...ofNoStep(lowering, 'catch', span(variable.span.file, variable.span.start, action.span.end)),
    kind: 'catch',
    into: lowering.slots.caught(variable),
    next: handler.items.length === 0 ? next : caught + 1,
  });
  lowerSequence({ ...lowering, caught: action }, handler, next);
}

/** Where parts begin that follow one another from id `first` on; an empty one is passed over. */
function entriesOf(first: number, parts: readonly (ast.Sequence | ast.Step)[], next: number): readonly number[] {
  let id = first;
  return parts.map((part) => {
    const count = nodeCount(part);
    id += count;
    return count === 0 ? next : id - count;
  });
}

function sleepTime(lowering: Lowering, time: ast.SleepTime): Extract<GraphNode, { kind: 'sleep' }>['time'] {
  if (time.kind === 'duration') return { kind: 'duration', ms: time.duration.ms };
  return { kind: time.kind, expression: expressionText(lowering, time.expression) };
}

function failMessage(lowering: Lowering, template: ast.Template): readonly FailPart[] {
  const typed = lowering.typed.references.get(template) ?? [];
  return template.parts.map((part): FailPart => {
    if (part.kind === 'text') return { kind: 'text', text: part.text };
    const found = part.kind === 'reference' ? typed.find((one) => one.reference === part.reference) : undefined;
    if (found === undefined) throw new Error('a part of a message has no meaning');
    return { kind: 'ref', target: refTarget(lowering, found), path: 'path' in found ? found.path : [], optional: found.reference.optional };
  });
}

type Base = Pick<GraphNode, 'id' | 'name' | 'named' | 'description' | 'depth' | 'source' | 'handler'>;

function ofStep(lowering: Lowering, step: ast.Step): Base {
  const name = lowering.typed.resolved.steps.get(step);
  if (name === undefined) throw new Error('a step has no name');
  return { id: nextId(lowering), ...name, description: step.description, ...placeIn(lowering), source: placeOf(lowering, step.span) };
}

function ofNoStep(lowering: Lowering, kind: string, span: Span): Base {
  const name = freeName(lowering, kind);
  return { id: nextId(lowering), name, named: false, description: null, ...placeIn(lowering), source: placeOf(lowering, span) };
}

function placeIn({ depth, handler }: Lowering): Pick<Base, 'depth' | 'handler'> {
  return { ...(depth === 0 ? {} : { depth }), ...(handler === null ? {} : { handler }) };
}

function placeOf({ lines }: Lowering, { file, start, end }: Span): Base['source'] {
  return { file, start, end, line: lines.positionAt(start).line };
}
