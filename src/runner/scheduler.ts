import { isConnectionLost } from '../db/index.ts';
import { nextFire, planFires, type Schedule } from '../schedules/index.ts';
import { type Context, reasonOf } from './context.ts';
import type { Line } from './link.ts';

/** Times are milliseconds since 1970: fire times are whole milliseconds, what JavaScript's dates hold exactly. */
const DUE_SQL = `
  SELECT flow, idx, kind, interval_ms::float8 AS interval_ms, cron, zone, overlap, catchup_ms::float8 AS catchup_ms,
         floor(extract(epoch FROM since) * 1000)::float8 AS since, floor(extract(epoch FROM next_fire) * 1000)::float8 AS next_fire,
         floor(extract(epoch FROM seen_at) * 1000)::float8 AS seen_at, floor(extract(epoch FROM now) * 1000)::float8 AS now
    FROM pgdurable.due_schedules()`;

const FIRE_SQL = 'SELECT pgdurable.fire($1::text, $2::int, $3::timestamptz, $4::timestamptz[], $5::timestamptz, $6::boolean) AS started';

interface DueSchedule {
  readonly flow: string;
  readonly idx: number;
  readonly kind: 'interval' | 'cron';
  readonly interval_ms: number | null;
  readonly cron: string | null;
  readonly zone: string | null;
  readonly overlap: 'skip' | 'queue' | 'allow';
  readonly catchup_ms: number | null;
  readonly since: number;
  readonly next_fire: number | null;
  readonly seen_at: number | null;
  readonly now: number;
}

/** What a runner remembers of a schedule between two looks. None of it is needed to be right. */
interface Memory {
  nextAt: number;
  failures: number;
}

export interface Scheduler {
  /** Fires what is due. Resolves to the milliseconds after which it is worth to look again. */
  fireDue(line: Line): Promise<number>;
}

const DEADLINE_MS = 10_000;
/** A long catch-up starts many runs. */
const FIRE_DEADLINE_MS = 60_000;
/** What another runner has fired, or a deployment has brought, is not known here: it is looked for this often. */
const LOOK_MS = 3000;
/** A schedule that stayed due waits for a live run. */
const BLOCKED_LOOK_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export function createScheduler(context: Context): Scheduler {
  const { time, log, counters } = context;
  const memories = new Map<string, Memory>();

  async function fireOne(line: Line, row: DueSchedule, memory: Memory): Promise<void> {
    const schedule = scheduleOf(row);
    const first = row.next_fire === null ? nextFire(schedule, new Date(row.since)) : new Date(row.next_fire);
    const plan =
      first === null
        ? { fires: [], next: null, passedOver: false }
        : planFires({
            schedule,
            nextFire: first,
            now: new Date(row.now),
            catchup: row.catchup_ms,
            overlap: row.overlap,
            seen: new Date(row.seen_at ?? row.since),
          });
    const fires = plan.fires.map((fire) => fire.toISOString());
    const expected = row.next_fire === null ? null : new Date(row.next_fire).toISOString();
    const values = [row.flow, row.idx, expected, fires, timestampOf(plan.next), plan.passedOver];
    const [answer] = await line.query<{ started: number }>(FIRE_SQL, values, FIRE_DEADLINE_MS);
    const started = answer?.started ?? -1;
    // Under `queue` some may be left: then the next look tells.
    const done = plan.next !== null && started === fires.length;
    memory.nextAt = time.now() + (done ? Math.max(plan.next.getTime() - row.now, 0) : started < 0 ? LOOK_MS : BLOCKED_LOOK_MS);
    if (started <= 0) return;
    counters.scheduledRuns += started;
    log({ kind: 'schedule-fired', flow: row.flow, schedule: row.idx, fires, started });
  }

  return {
    async fireDue(line) {
      for (const row of await line.query<DueSchedule>(DUE_SQL, [], DEADLINE_MS)) {
        const key = JSON.stringify([row.flow, row.idx, row.kind, row.interval_ms, row.cron, row.zone]);
        const memory = memories.get(key) ?? { nextAt: 0, failures: 0 };
        memories.set(key, memory);
        if (memory.failures > 0 && memory.nextAt > time.now()) continue;
        try {
          await fireOne(line, row, memory);
          memory.failures = 0;
        } catch (error) {
          if (isConnectionLost(error)) throw error;
          // One flow that cannot be started is no reason not to start the others.
          memory.failures += 1;
          memory.nextAt = time.now() + Math.min(LONGEST_PAUSE_MS, BLOCKED_LOOK_MS * 2 ** Math.min(memory.failures, 10));
          counters.errors += 1;
          log({ kind: 'schedule-failed', flow: row.flow, schedule: row.idx, reason: reasonOf(error) });
        }
      }
      const now = time.now();
      return Math.min(LOOK_MS, ...[...memories.values()].map(({ nextAt }) => nextAt - now).filter((ms) => ms > 0));
    },
  };
}

function scheduleOf(row: DueSchedule): Schedule {
  return row.kind === 'interval'
    ? { kind: 'interval', ms: row.interval_ms ?? 0 }
    : { kind: 'cron', cron: row.cron ?? '', zone: row.zone ?? 'UTC' };
}

/** Five-digit years are written differently everywhere; a schedule that gets there is over. */
function timestampOf(date: Date | null): string {
  return date === null || date.getUTCFullYear() > 9999 ? 'infinity' : date.toISOString();
}
