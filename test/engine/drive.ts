import type { Session } from '../../src/db/index.ts';

export interface Worked {
  /** Tokens moved; -1 when others have the seat, or the licence for what is due. */
  readonly moved: number;
  readonly interrupted: boolean;
}

/** One CALL of the batch procedure for one part, as a runner makes it. */
export async function work(session: Session, part: number, budgetMs = 250, seat = false): Promise<Worked> {
  const [row] = await session.query<{ o_runs: number; o_interrupted: boolean }>(
    `CALL pgdurable.work(${part}, p_budget_ms => ${budgetMs}, p_seat => ${seat}, o_runs => null, o_mark => null, o_interrupted => null)`,
  );
  return { moved: row?.o_runs ?? 0, interrupted: row?.o_interrupted ?? false };
}

/** One step of one token of lane 1; false when none is due. */
export async function workAlone(session: Session, part: number): Promise<boolean> {
  const [row] = await session.query<{ worked: boolean }>(`SELECT pgdurable.run_alone(${part}) AS worked`);
  return row?.worked ?? false;
}

export async function partsOf(session: Session): Promise<number[]> {
  const [row] = await session.query<{ parts: number }>('SELECT pgdurable.parts() AS parts');
  return Array.from({ length: row?.parts ?? 0 }, (_, part) => part);
}

/** Works until a whole round finds nothing due. What is due but in the hands of another connection is left to that. */
export async function drain(session: Session): Promise<void> {
  const parts = await partsOf(session);
  for (let found = true; found; ) {
    found = false;
    for (const part of parts) {
      while ((await work(session, part)).moved > 0) found = true;
      while (await workAlone(session, part)) found = true;
    }
  }
}
