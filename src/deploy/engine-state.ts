import type { Session } from '../db/index.ts';
import { ENGINE_VERSION } from '../engine/index.ts';

/** How the engine of a database stands to the one that this build brings. */
export type EngineState = { readonly kind: 'absent' } | { readonly kind: 'older' | 'current' | 'newer'; readonly version: number };

export async function readEngineState(session: Session): Promise<EngineState> {
  const [found] = await session.query<{ there: boolean }>("SELECT to_regprocedure('pgdurable.engine_version()') IS NOT NULL AS there");
  if (!found?.there) return { kind: 'absent' };
  const [row] = await session.query<{ version: number }>('SELECT pgdurable.engine_version() AS version');
  const version = row?.version ?? 0;
  if (version === ENGINE_VERSION) return { kind: 'current', version };
  return { kind: version < ENGINE_VERSION ? 'older' : 'newer', version };
}
