import type { ChalkInstance } from 'chalk';
import { columnsOf, isOver, type PlannedStep, printableLine, type Run, type StepAttempt } from '../../index.ts';
import { errorText } from './error-text.ts';
import { duration } from './time.ts';

export interface Room {
  readonly columns: number;
  readonly rows: number;
}

/** The state of a run as a tree of its steps. Steps that were not come to are left out when the run is over. */
export function runTree(
  run: Run,
  steps: readonly StepAttempt[],
  plan: readonly PlannedStep[],
  chalk: ChalkInstance,
  room: Room,
  now: Date,
): readonly string[] {
  const latest = new Map<number, StepAttempt>();
  for (const step of steps) latest.set(step.node, step);
  const over = isOver(run.status);
  const begun = (node: PlannedStep, at: number): boolean =>
    latest.has(node.node) ||
    ((node.kind === 'fork' || node.kind === 'repeat') && insideOf(plan, at).some(({ node: inner }) => latest.has(inner)));
  const nameOf = ({ name, kind, depth }: PlannedStep): string => '  '.repeat(depth) + (ownName[kind] ?? name);
  const width = Math.max(0, ...plan.map((planned) => columnsOf(nameOf(planned))));
  const lines = plan.flatMap((planned, at) => {
    const here = begun(planned, at);
    if (over && !here) return [];
    const step = latest.get(planned.node);
    const text = shorten(`${nameOf(planned).padEnd(width)}  ${step === undefined ? '' : stateOf(step, now)}`, room.columns - 5);
    return [{ text: `  ${mark(step, here, chalk)} ${here ? text : chalk.dim(text)}`, here }];
  });
  const head = `${printableLine(run.flow)}  ${run.status}${over ? `  ${duration(run.started_at, run.finished_at)}` : ''}`;
  return [chalk.bold(shorten(head, room.columns - 1)), ...windowOf(lines, Math.max(3, room.rows - 1))];
}

/** What is said of nodes that have no name of their own. */
const ownName: Readonly<Record<string, string>> = { fork: 'in parallel', again: 'again' };

function insideOf(plan: readonly PlannedStep[], at: number): readonly PlannedStep[] {
  const depth = plan[at]?.depth ?? 0;
  const end = plan.findIndex((other, i) => i > at && other.depth <= depth);
  return plan.slice(at + 1, end === -1 ? undefined : end);
}

function mark(step: StepAttempt | undefined, begun: boolean, chalk: ChalkInstance): string {
  switch (step?.status) {
    case 'completed':
      return chalk.green('✓');
    case 'failed':
      return chalk.red('✗');
    case 'cancelled':
      return chalk.yellow('✗');
    case 'running':
      return chalk.cyan('▸');
    case 'waiting':
      return chalk.cyan('…');
    case undefined:
      return begun ? '·' : chalk.dim('·');
  }
}

function stateOf(step: StepAttempt, now: Date): string {
  const { rows, error } = step;
  const facts = [
    step.finished_at === null ? step.status : duration(step.started_at, step.finished_at),
    step.finished_at === null && step.started_at !== null ? duration(step.started_at, now.toISOString()) : '',
    step.iteration === null ? '' : `iteration ${step.iteration}`,
    rows === null || rows === '0' ? '' : `${rows} row${rows === '1' ? '' : 's'}`,
    step.attempt > 1 ? `attempt ${step.attempt}` : '',
    error === null ? '' : errorText(error),
  ];
  return facts.filter((fact) => fact !== '').join('  ');
}

/** As many lines as there is room for, those about the present among them. */
function windowOf(lines: readonly { readonly text: string; readonly here: boolean }[], rows: number): readonly string[] {
  const last = lines.findLastIndex(({ here }) => here);
  const end = Math.min(lines.length, Math.max(last + 2, rows));
  return lines.slice(Math.max(0, end - rows), end).map(({ text }) => text);
}

function shorten(text: string, columns: number): string {
  const line = printableLine(text).trimEnd();
  if (columnsOf(line) <= columns) return line;
  const characters = [...line].slice(0, Math.max(0, columns));
  while (characters.length > 0 && columnsOf(characters.join('')) > columns - 2) characters.pop();
  return `${characters.join('')}..`;
}
