import { isConnectionLost } from '../db/index.ts';
import type { Bell } from './bell.ts';
import { type Context, reasonOf } from './context.ts';
import { type Line, type Link, Refused } from './link.ts';
import type { Depth } from './metrics.ts';
import { inspect } from './refusal.ts';
import type { Scheduler } from './scheduler.ts';

export interface HousekeeperOptions {
  readonly scheduler: Scheduler;
  readonly bell: Bell;
  /** The engine is not the one that the runner has started on. */
  readonly onStrangeEngine: () => void;
  /** Takes samples of the queue's depth; null when nobody reads them. */
  readonly onDepth: ((depth: readonly Depth[]) => void) | null;
}

const MAINTAIN_MS = 60_000;
const DEPTH_MS = 15_000;
const DEADLINE_MS = 10_000;

/** Counts no further than this: an exact count of a long queue costs more than it tells. */
const DEPTH_SQL = `
  SELECT l.lane, sum(d.n)::float8 AS due
    FROM generate_series(0, pgdurable.parts() - 1) p(part) CROSS JOIN (VALUES (0), (1)) l(lane)
   CROSS JOIN LATERAL (
     SELECT count(*) AS n
       FROM (SELECT FROM pgdurable.token t WHERE t.part = p.part AND t.lane = l.lane AND t.prio = 0 AND t.due <= pgdurable.now() LIMIT 10000) t
   ) d
   GROUP BY l.lane`;

/** Fires schedules and keeps house: partitions, old runs, whether the engine is still the same; on a connection where nobody waits for it. */
export async function runHousekeeper(context: Context, link: Link, options: HousekeeperOptions): Promise<void> {
  const { time, stopping } = context;
  let maintainAt = time.now();
  let depthAt = time.now();

  async function maintain(line: Line): Promise<void> {
    maintainAt = time.now() + MAINTAIN_MS;
    const found = await inspect(line.connection);
    if ('refusal' in found) {
      options.onStrangeEngine();
      throw new Refused(found.refusal);
    }
    try {
      await line.unlimited('', 'SELECT pgdurable.maintain()');
    } catch (error) {
      if (isConnectionLost(error)) throw error;
      context.counters.errors += 1;
      context.log({ kind: 'maintenance-failed', reason: reasonOf(error) });
    }
  }

  async function sample(line: Line, onDepth: (depth: readonly Depth[]) => void): Promise<void> {
    depthAt = time.now() + DEPTH_MS;
    onDepth(await line.query<Depth>(DEPTH_SQL, [], DEADLINE_MS));
  }

  while (!stopping.aborted) {
    await link.patience();
    if (stopping.aborted) break;
    try {
      const line = await link.line();
      const lookInMs = await options.scheduler.fireDue(line);
      if (time.now() >= maintainAt) await maintain(line);
      if (options.onDepth !== null && time.now() >= depthAt) await sample(line, options.onDepth);
      await options.bell.wait(Math.max(Math.min(lookInMs, maintainAt - time.now()), 1));
    } catch (error) {
      link.failed(error);
    }
  }
}
