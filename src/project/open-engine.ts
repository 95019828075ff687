import type { Phase } from '../diagnostics/index.ts';
import { checkEngine, type Engine } from '../runs/index.ts';
import { type OpenedDatabase, openChosenDatabase } from './open-database.ts';
import { type ProjectRequest, requestDatabase } from './request-database.ts';

export interface OpenedEngine extends OpenedDatabase {
  readonly engine: Engine;
}

/** Opens the database of a command and makes sure that the engine in it is the one that this program knows. */
export async function openEngine(request: ProjectRequest): Promise<Phase<OpenedEngine | null>> {
  const chosen = await requestDatabase(request);
  if (chosen.value === null) return { value: null, diagnostics: chosen.diagnostics };
  const { choice, root } = chosen.value;
  const opened = await openChosenDatabase(choice, root, request.onProgress);
  if (opened.value === null) return { value: null, diagnostics: opened.diagnostics };
  const engine: Engine = { session: opened.value.database, where: opened.value.where };
  const checked = await checkEngine(engine);
  if (checked.value !== null) return { value: { ...opened.value, engine }, diagnostics: [] };
  await opened.value.close();
  return { value: null, diagnostics: checked.diagnostics };
}
