import { diagnose, type Phase } from '../diagnostics/index.ts';
import { ask, type Engine } from './ask.ts';
import { isOver, type Run } from './run.ts';
import { showRun } from './show-run.ts';

/** Asks for a run to be cancelled; a runner does it. The value is the run as it stood. Cancelling twice is no error. */
export async function cancelRun(engine: Engine, written: string, reason: string | null): Promise<Phase<Run | null>> {
  const shown = await showRun(engine, written);
  const run = shown.value;
  if (run === null || run.status === 'cancelled') return shown;
  const ended = (status: string) => diagnose('run-over', null, { id: run.id, status });
  if (isOver(run.status)) return { value: null, diagnostics: [ended(run.status)] };
  const asked = await ask(engine, 'SELECT pgdurable.cancel($1::uuid, $2)', [run.id, reason], {
    PD003: () => diagnose('unknown-run', null, { id: run.id }),
  });
  return asked.value === null ? { value: null, diagnostics: asked.diagnostics } : { value: run, diagnostics: [] };
}
