import type { Workplace } from './batcher.ts';
import type { DueLane } from './board.ts';
import type { Context } from './context.ts';
import type { Line, Link } from './link.ts';

const LOOK_SQL = `
  SELECT part, lane, due::text AS due, (extract(epoch FROM greatest(due, now) - now) * 1000)::float8 AS in_ms,
         (extract(epoch FROM now - least(greatest(due, now - interval '1000 days'), now)) * 1000)::float8 AS late_ms,
         coalesce(lane = 0 AND due < ($1::timestamptz[])[part + 1], false) AS behind
    FROM pgdurable.due_parts(CASE WHEN $2 THEN NULL ELSE $1::timestamptz[] END)`;

const DEADLINE_MS = 10_000;
/** While batches run, the other lanes and parts are looked at this often. */
const BUSY_LOOK_MS = 100;
/**
 * For so long after work more is expected at any moment, and looked for. Who listens expects it only after a full batch:
 * of single runs it is told at once.
 */
const EXPECTING_MS = { listening: 50, polling: 1000 };
const EXPECTING_LOOK_MS = { listening: 3, polling: 1.5 };
/** With the other loops of a runner this makes less than two queries a second when nothing happens. */
const IDLE_LOOK_MS = 750;
/** How often it is looked before the marks, for starts that were committed late: for at most a hundredth of the time. */
const FULL_LOOK_MS = { least: 500, most: 5000, perMs: 100 };
/** A worker not seen for a minute is taken for dead. */
const ANNOUNCE_AGAIN_MS = 30_000;

interface LookRow {
  readonly part: number;
  readonly lane: number;
  readonly due: string;
  readonly in_ms: number;
  readonly late_ms: number;
  /** Tokens are due that the part's mark hides. */
  readonly behind: boolean;
}

export interface Scout {
  run(): Promise<void>;
  /** Age in milliseconds of the oldest due token per lane, as of the last look. */
  late(): readonly [batch: number, alone: number];
}

/** Looks around for work and tells the board; listens for notifications where the connection is its own. */
export function createScout(context: Context, link: Link, place: Workplace, pooler: boolean): Scout {
  const { time, stopping } = context;
  const { board } = place;
  let late: readonly [number, number] = [0, 0];

  let fullLookAt = Number.NEGATIVE_INFINITY;

  async function look(line: Line): Promise<void> {
    const askedAt = time.now();
    const full = askedAt >= fullLookAt;
    const marks = board.marks();
    const rows = await line.query<LookRow>(LOOK_SQL, [marks, full], DEADLINE_MS);
    const now = time.now();
    if (full) {
      fullLookAt = now + Math.min(FULL_LOOK_MS.most, Math.max(FULL_LOOK_MS.least, (now - askedAt) * FULL_LOOK_MS.perMs));
      board.fullLookTook(now - askedAt);
    }
    for (const row of rows) if (row.behind) board.behindMark(row.part, row.due);
    const found: DueLane[] = rows.map(({ part, lane, in_ms, due }) => ({ part, lane: lane === 0 ? 0 : 1, inMs: in_ms, due }));
    board.report(found, askedAt, now);
    const oldest = (lane: number): number => Math.max(0, ...rows.filter((row) => row.lane === lane).map((row) => row.late_ms));
    late = [oldest(0), oldest(1)];
    place.work.ring();
  }

  async function scoutOn(line: Line, listening: boolean): Promise<void> {
    let announcedAt: number | null = null;
    if (listening) {
      line.connection.onNotification((_channel, payload) => {
        board.hint(/^\d+$/.test(payload) ? Number(payload) : null, time.now());
        place.work.ring();
      });
      await line.query('LISTEN pgdurable', [], DEADLINE_MS);
    }
    const mode = listening ? 'listening' : 'polling';
    let pause = 0;
    while (!stopping.aborted) {
      // What becomes known from here on is not in the answer.
      board.wantsLook();
      await look(line);
      const now = time.now();
      const quietFor = now - (listening ? board.lastBusyAt() : board.lastWorkAt());
      const expecting = quietFor < EXPECTING_MS[mode];
      if (announcedAt !== null && expecting) {
        announcedAt = null;
        await line.query('SELECT pgdurable.withdraw_idle($1::uuid)', [context.runner], DEADLINE_MS);
        continue;
      }
      if (board.batchesRunning() > 0 && announcedAt === null) pause = BUSY_LOOK_MS;
      else if (expecting) pause = EXPECTING_LOOK_MS[mode];
      else {
        pause = Math.min(IDLE_LOOK_MS, Math.max(pause * 1.5, EXPECTING_LOOK_MS[mode]));
        if (listening) {
          pause = IDLE_LOOK_MS;
          if (announcedAt === null || now - announcedAt >= ANNOUNCE_AGAIN_MS) {
            const again = announcedAt !== null;
            await line.query('SELECT pgdurable.announce_idle($1::uuid)', [context.runner], DEADLINE_MS);
            announcedAt = now;
            // Whoever committed before the announcement did not see it.
            if (!again) continue;
          }
        }
      }
      await place.look.wait(board.wantsLook() ? EXPECTING_LOOK_MS[mode] : pause);
    }
    if (announcedAt !== null) await line.query('SELECT pgdurable.withdraw_idle($1::uuid)', [context.runner], DEADLINE_MS);
  }

  return {
    late: () => late,
    async run() {
      while (!stopping.aborted) {
        await link.patience();
        if (stopping.aborted) break;
        try {
          const line = await link.line();
          await scoutOn(line, !pooler);
        } catch (error) {
          link.failed(error);
        }
      }
    },
  };
}
