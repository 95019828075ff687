import { diagnose, type Phase } from '../diagnostics/index.ts';
import { ENGINE_VERSION } from '../engine/index.ts';
import { ask, type Engine } from './ask.ts';

/** Whether the engine is there and is the one that this program knows. */
export async function checkEngine(engine: Engine): Promise<Phase<true | null>> {
  const asked = await ask<{ version: number }>(engine, 'SELECT pgdurable.engine_version() AS version');
  if (asked.value === null) return { value: null, diagnostics: asked.diagnostics };
  const found = asked.value[0]?.version ?? 0;
  const facts = { where: engine.where, found, known: ENGINE_VERSION };
  if (found > ENGINE_VERSION) return { value: null, diagnostics: [diagnose('engine-newer', null, facts)] };
  if (found < ENGINE_VERSION) return { value: null, diagnostics: [diagnose('engine-older', null, facts)] };
  return { value: true, diagnostics: [] };
}
