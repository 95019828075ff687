import { diagnose, type Phase } from '../diagnostics/index.ts';
import { ask, type Engine } from './ask.ts';
import { STEP_COLUMNS } from './columns.ts';
import { findRun } from './find-run.ts';
import type { Page } from './page.ts';
import type { FullStepAttempt, StepAttempt } from './run.ts';

export interface HistoryFilter {
  readonly limit: number;
  readonly after?: string;
}

export interface History extends Page<FullStepAttempt> {
  /** The full id of the run. */
  readonly run: string;
}

/** Every attempt of every step of a run, in the order in which they ended; what has not ended is last. */
export async function historyOf(engine: Engine, written: string, filter: HistoryFilter): Promise<Phase<History | null>> {
  const cursor = filter.after === undefined ? null : readCursor(filter.after);
  if (cursor === null && filter.after !== undefined) {
    return { value: null, diagnostics: [diagnose('bad-cursor', null, { after: filter.after })] };
  }
  const found = await findRun(engine, written);
  if (found.value === null) return { value: null, diagnostics: found.diagnostics };
  const run = found.value;
  const values = [run, ...(cursor ?? [null, null, null, null, null]), filter.limit + 1];
  const asked = await ask<FullStepAttempt>(engine, HISTORY, values);
  if (asked.value === null) return { value: null, diagnostics: asked.diagnostics };
  const items = asked.value.slice(0, filter.limit);
  const last = items.at(-1);
  const next = asked.value.length > filter.limit && last !== undefined ? writeCursor(last) : null;
  return { value: { run, items, next }, diagnostics: [] };
}

/** The steps of a run as it stands now: the last `limit` of them, in the same order. */
export async function stepsOf(engine: Engine, run: string, limit: number): Promise<Phase<readonly StepAttempt[] | null>> {
  const asked = await ask<StepAttempt>(engine, LATEST, [run, limit]);
  return asked.value === null ? asked : { value: [...asked.value].reverse(), diagnostics: [] };
}

const PLACE = [
  "coalesce(steps.finished_at, 'infinity')",
  "coalesce(steps.started_at, 'infinity')",
  'node',
  'coalesce(steps.iteration, 0)',
  'attempt',
];

const HISTORY = `SELECT ${STEP_COLUMNS}, result::text AS result FROM pgdurable.steps
  WHERE run_id = $1::uuid AND ($2::timestamptz IS NULL OR (${PLACE.join(', ')}) > ($2, $3::timestamptz, $4::int, $5::bigint, $6::int))
  ORDER BY ${PLACE.join(', ')} LIMIT $7::int`;

const LATEST = `SELECT ${STEP_COLUMNS} FROM pgdurable.steps
  WHERE run_id = $1::uuid ORDER BY ${PLACE.map((column) => `${column} DESC`).join(', ')} LIMIT $2::int`;

function writeCursor({ finished_at, started_at, node, iteration, attempt }: StepAttempt): string {
  return [finished_at ?? 'infinity', started_at ?? 'infinity', node, iteration ?? 0, attempt].join('/');
}

function readCursor(text: string): readonly string[] | null {
  const time = '(infinity|\\d{4,6}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z)';
  return new RegExp(`^${time}/${time}/(\\d{1,9})/(\\d{1,18})/(\\d{1,9})$`).exec(text)?.slice(1) ?? null;
}
