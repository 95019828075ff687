import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import { span } from '../../../source/index.ts';
import type * as ast from '../../ast.ts';
import { type Frame, stepPlaces, workOf } from '../../resolve/index.ts';
import type { AwaitAction, TypedFlow, TypedReference } from '../types/index.ts';

/** A reference to a column of what an `await` leaves, with the text that it stands in. */
interface Reading {
  readonly region: ast.Region | ast.Template;
  readonly reference: Extract<TypedReference, { kind: 'column' }>;
  readonly column: string;
}

/** Lints about waiting for people: they may not answer, answer late, or not say yes or no. */
export function lintAwaits(flow: TypedFlow): readonly Diagnostic[] {
  const steps = stepPlaces(flow.resolved.flow);
  const limited = new Set(steps.flatMap(({ node }) => (hasTimeout(node) ? [workOf(node.action)] : [])));
  return steps.flatMap(({ node, frames }) => {
    const action = workOf(node.action);
    if (action.kind !== 'await') return [];
    const readings = readingsOf(flow, action);
    return [
      ...(limited.has(action) ? lintTimeout(flow, node, action, frames, readings) : lintEndless(action, frames, limited)),
      ...lintNegated(action, limited.has(action), readings),
    ];
  });
}

function hasTimeout({ modifiers }: ast.Step): boolean {
  return modifiers.some(({ kind }) => kind === 'timeout');
}

/** In a race somebody else may win; a block around it may have a time limit. */
function lintEndless(action: AwaitAction, frames: readonly Frame[], limited: ReadonlySet<ast.Action>): readonly Diagnostic[] {
  const ends = frames.some((frame) => {
    if (frame.kind === 'race')
      return frame.parallel.branches.some((branch, i) => i !== frame.branch && workOf(branch.action).kind !== 'await');
    return 'action' in frame && limited.has(frame.action);
  });
  return ends ? [] : [diagnose('await-without-timeout', action.span, { signal: action.signal.text })];
}

function lintTimeout(
  flow: TypedFlow,
  step: ast.Step,
  action: AwaitAction,
  frames: readonly Frame[],
  readings: readonly Reading[],
): readonly Diagnostic[] {
  const signal = action.signal.text;
  const loops = frames.some(({ kind }) => kind === 'repeat' || kind === 'for');
  const late = loops ? [diagnose('await-timeout-in-loop', action.span, { signal })] : [];
  const told =
    isReadAsRows(flow, action) ||
    readings.some((reading) => reading.column === 'timed_out' || isTested(reading, /^[\s)]*is\s+(not\s+)?true\b/i));
  return told ? late : [...late, diagnose('timed-out-unread', action.span, { signal, binding: step.bind?.name.text ?? null })];
}

/** `NOT $d.approved` is NULL, and so neither, where nobody has answered. */
function lintNegated(action: AwaitAction, mayTimeOut: boolean, readings: readonly Reading[]): readonly Diagnostic[] {
  return readings.flatMap((reading) => {
    const { reference, column, region } = reading;
    const declared = action.columns?.columns.find(({ name }) => name.text === column);
    if (declared === undefined || reference.type.name !== 'boolean' || !(mayTimeOut || declared.nullable)) return [];
    if (region.kind !== 'region' || !/\bnot[\s(]*$/i.test(region.text.slice(0, reference.start)) || isTested(reading, /^[\s)]*is\b/i))
      return [];
    const { file, start } = region.span;
    const written = region.text.slice(reference.start, reference.end);
    return [diagnose('signal-negated', span(file, start + reference.start, start + reference.end), { reference: written })];
  });
}

/** Whether the text after the reference goes on like this. */
function isTested({ region, reference }: Reading, like: RegExp): boolean {
  return region.kind === 'region' && like.test(region.text.slice(reference.end));
}

function readingsOf({ references, sites }: TypedFlow, action: AwaitAction): readonly Reading[] {
  return [...references].flatMap(([region, list]) =>
    list.flatMap((reference): Reading[] => {
      if (reference.kind !== 'column') return [];
      const rows = reference.sites.map((site) => sites.get(site)).find((one) => one?.from.includes(action));
      const column = rows?.columns[reference.column]?.name;
      return column === undefined ? [] : [{ region, reference, column }];
    }),
  );
}

/** As a relation, or as the result of the run: whoever gets it sees `timed_out`. */
function isReadAsRows({ references, sites, ends }: TypedFlow, action: AwaitAction): boolean {
  const relations = [...references.values()].flat().flatMap((reference) => (reference.kind === 'rows' ? reference.sites : []));
  return (
    relations.some((site) => sites.get(site)?.from.includes(action)) ||
    [...ends.values()].some((rows) => rows?.from.includes(action) ?? false)
  );
}
