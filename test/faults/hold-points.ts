import { eventually } from './eventually.ts';
import type { Backend } from './faults.ts';
import type { Ledger } from './ledger.ts';

/** Moments in the life of a step at which a test can keep its backend. The SQL of the ledger's flows says where they lie. */
export const HOLD_POINTS = [
  'batch: before the step',
  'batch: after the step, before its commit',
  'batch: after a commit',
  'alone: before the step',
  'alone: after the step, before its commit',
] as const;
export type HoldPoint = (typeof HOLD_POINTS)[number];

/** From now on every backend that comes to this point stays there. */
export async function hold({ database }: Ledger, point: HoldPoint): Promise<void> {
  await database.query('INSERT INTO held (point) VALUES ($1)', [point]);
}

/** From now on only this backend is kept. */
export async function holdOnly({ database }: Ledger, { pid }: Backend): Promise<void> {
  await database.query('UPDATE held SET backend = $1', [pid]);
}

export async function release({ database }: Ledger): Promise<void> {
  await database.query('DELETE FROM held');
}

/** A backend that is kept, as soon as there is one. */
export function backendHeld(ledger: Ledger, point: HoldPoint): Promise<Backend> {
  return eventually(`a backend is kept at: ${point}`, async () => (await backendsHeld(ledger, point))[0] ?? null);
}

export async function isKept(ledger: Ledger, { pid }: Backend, point: HoldPoint): Promise<boolean> {
  return (await backendsHeld(ledger, point)).some((backend) => backend.pid === pid);
}

async function backendsHeld({ admin }: Ledger, point: HoldPoint): Promise<readonly Backend[]> {
  return admin.query<Backend & Record<string, never>>(
    `SELECT a.pid, a.application_name AS worker FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.classid = 4711 AND l.objid::bigint = hashtext($1)::bigint & 4294967295`,
    [point],
  );
}
