import { diagnose, didYouMean, type Phase } from '../diagnostics/index.ts';
import { ask, type Engine } from './ask.ts';
import { SUMMARY_COLUMNS } from './columns.ts';
import type { Page } from './page.ts';
import { type RunStatus, type RunSummary, runStatuses } from './run.ts';

export interface RunFilter {
  readonly flow?: string;
  readonly status?: string;
  readonly label?: string;
  /** At most so many; the rest begins after `next`. */
  readonly limit: number;
  /** The id of the last run of the page before. */
  readonly after?: string;
}

/** Runs, the latest first: ids are in order of time. */
export async function listRuns(engine: Engine, filter: RunFilter): Promise<Phase<Page<RunSummary> | null>> {
  const { flow, status, label, limit, after } = filter;
  if (status !== undefined && !runStatuses.includes(status as RunStatus)) {
    const suggestion = didYouMean(status, runStatuses);
    return { value: null, diagnostics: [diagnose('unknown-status', null, { status, suggestion, known: runStatuses })] };
  }
  if (after !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(after)) {
    return { value: null, diagnostics: [diagnose('bad-cursor', null, { after })] };
  }
  const values = [flow ?? null, status ?? null, label ?? null, after ?? null, limit + 1];
  const asked = await ask<RunSummary>(engine, LIST, values);
  if (asked.value === null) return { value: null, diagnostics: asked.diagnostics };
  const items = asked.value.slice(0, limit);
  return { value: { items, next: asked.value.length > limit ? (items.at(-1)?.id ?? null) : null }, diagnostics: [] };
}

const LIST = `SELECT ${SUMMARY_COLUMNS} FROM pgdurable.runs
  WHERE ($1::text IS NULL OR flow = $1) AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR label = $3)
    AND ($4::uuid IS NULL OR id < $4)
  ORDER BY runs.id DESC LIMIT $5::int`;
