import type { Connection } from '../db/index.ts';
import { isConnectionLost, sqlErrorOf } from '../db/index.ts';
import { ENGINE_VERSION } from '../engine/index.ts';

/** Why a runner will not work with a database, or cannot start. */
export type Refusal =
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'engine-missing' }
  | { readonly kind: 'engine-version'; readonly found: number; readonly known: number }
  /** A role that may not use the engine. */
  | { readonly kind: 'forbidden'; readonly reason: string }
  /** Claims rely on statements that see what others have committed: `default_transaction_isolation` must say so. */
  | { readonly kind: 'isolation'; readonly found: string }
  | { readonly kind: 'http-port'; readonly port: number; readonly reason: string };

/** What a connection leads to. `pooler`: not to a backend of its own, so nothing of the session can be relied on. */
export interface Surroundings {
  readonly parts: number;
  readonly pooler: boolean;
}

const LOOK = `
  SELECT pgdurable.engine_version() AS version, pgdurable.parts() AS parts, pg_backend_pid() AS pid,
         current_setting('default_transaction_isolation') AS isolation`;

const MISSING = new Set(['3F000', '42883', '42P01']);

/** Looks at what a connection leads to. Throws when the connection is lost meanwhile. */
export async function inspect(connection: Connection): Promise<Surroundings | { readonly refusal: Refusal }> {
  try {
    const [found] = await connection.query<{ version: number; parts: number; pid: number; isolation: string }>(LOOK);
    if (found === undefined) throw new Error('no answer about the engine');
    if (found.version !== ENGINE_VERSION) return { refusal: { kind: 'engine-version', found: found.version, known: ENGINE_VERSION } };
    if (found.isolation !== 'read committed') return { refusal: { kind: 'isolation', found: found.isolation } };
    // A pooler answers the connection itself: the pid it gives there is none of the backend that runs the query.
    return { parts: found.parts, pooler: found.pid !== connection.backendPid };
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    const refused = sqlErrorOf(error, LOOK);
    if (refused !== null && MISSING.has(refused.code)) return { refusal: { kind: 'engine-missing' } };
    if (refused?.code === '42501') return { refusal: { kind: 'forbidden', reason: refused.message } };
    throw error;
  }
}
