import { diagnose, type Phase } from '../diagnostics/index.ts';
import { ask, type Engine } from './ask.ts';
import { RUN_COLUMNS } from './columns.ts';
import { findRun } from './find-run.ts';
import type { Run } from './run.ts';

/** One run with everything that is known of it; `written` is its id, abbreviated or not. */
export async function showRun(engine: Engine, written: string): Promise<Phase<Run | null>> {
  const found = await findRun(engine, written);
  return found.value === null ? { value: null, diagnostics: found.diagnostics } : readRun(engine, found.value);
}

export async function readRun(engine: Engine, id: string): Promise<Phase<Run | null>> {
  const asked = await ask<RunRow>(engine, `SELECT ${RUN_COLUMNS} FROM pgdurable.runs WHERE id = $1::uuid`, [id]);
  if (asked.value === null) return { value: null, diagnostics: asked.diagnostics };
  const row = asked.value[0];
  return row === undefined ? { value: null, diagnostics: [diagnose('unknown-run', null, { id })] } : { value: toRun(row), diagnostics: [] };
}

type RunRow = Omit<Run, 'error'> & {
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly error_step: string | null;
  readonly error_attempt: number | null;
  readonly error_line: number | null;
  readonly error_json: string | null;
};

function toRun({ error_code, error_message, error_step, error_attempt, error_line, error_json, ...run }: RunRow): Run {
  if (error_json === null) return { ...run, error: null };
  const error = {
    code: error_code ?? '',
    message: error_message ?? '',
    step: error_step,
    attempt: error_attempt,
    line: error_line,
    json: error_json,
  };
  return { ...run, error };
}
