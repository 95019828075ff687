import { checkEngine, type Engine } from '../runs/index.ts';
import type { Found } from './find-project.ts';
import { type OpenedDatabase, openChosenDatabase } from './open-database.ts';
import { type ProjectRequest, requestDatabase } from './request-database.ts';

export interface OpenedEngine extends OpenedDatabase {
  readonly engine: Engine;
}

/** Opens the database of a command and makes sure that the engine in it is the one that this program knows. */
export async function openEngine(request: ProjectRequest): Promise<Found<OpenedEngine>> {
  const { value: chosen, diagnostics, source } = await requestDatabase(request);
  if (chosen === null) return { value: null, diagnostics, source };
  const opened = await openChosenDatabase(chosen.choice, chosen.root, request.onProgress);
  if (opened.value === null) return { value: null, diagnostics: opened.diagnostics, source };
  const engine: Engine = { session: opened.value.database, where: opened.value.where };
  const checked = await checkEngine(engine);
  if (checked.value !== null) return { value: { ...opened.value, engine }, diagnostics: [], source };
  await opened.value.close();
  return { value: null, diagnostics: checked.diagnostics, source };
}
