import { type Context, reasonOf } from './context.ts';
import type { Line, Link } from './link.ts';

/**
 * Watches statements of this runner from another connection. They are found by the comment that they begin with, which no
 * other statement ever has: a backend's pid may, behind a pooler, be at work for somebody else by now.
 */
export interface Watchdog {
  /** A comment for the next statement. */
  tag(): string;
  /** Cancels the statement with this tag when it has not ended after `limitMs`, again and again until it ends. */
  guard<T>(tag: string, line: Line, limitMs: number, onCancel: () => void, statement: Promise<T>): Promise<T>;
  /** Ends the backend that runs the statement with this tag: its transaction is undone, and no handler of it can catch that. */
  terminate(tag: string): Promise<void>;
}

const SIGNAL_SQL = {
  cancel: signal('pg_cancel_backend'),
  terminate: signal('pg_terminate_backend'),
} as const;

const AGAIN_MS = 250;
const DEADLINE_MS = 5000;
/** So many times in a row the server did not know the statement: the answer has been lost with the connection. */
const MISSES = 4;

export function createWatchdog(context: Context, link: Link): Watchdog {
  const { time, log, counters } = context;
  const tagPrefix = `/* pgdurable ${context.runner}`;
  let tags = 0;

  /** How many backends got it; null when nobody could tell. */
  async function send(kind: keyof typeof SIGNAL_SQL, tag: string): Promise<number | null> {
    try {
      const line = await link.line();
      const [row] = await line.query<{ hits: number; tracked: boolean }>(SIGNAL_SQL[kind], [tag], DEADLINE_MS);
      return row?.tracked === true ? row.hits : null;
    } catch (error) {
      link.failed(error);
      log({ kind: 'watchdog-failed', reason: reasonOf(error) });
      return null;
    }
  }

  async function watch(tag: string, line: Line, limitMs: number, onCancel: () => void, ended: AbortSignal): Promise<void> {
    await time.pause(limitMs, ended);
    for (let misses = 0; !ended.aborted; ) {
      const hits = await send('cancel', tag);
      // The end of the statement may be known before the answer to the cancel that caused it.
      if (hits !== null && hits > 0) {
        misses = 0;
        counters.interruptions += 1;
        onCancel();
      }
      if (ended.aborted) return;
      if (hits === 0) {
        misses += 1;
        if (misses >= MISSES) line.connection.close().catch(() => {});
      }
      await time.pause(AGAIN_MS, ended);
    }
  }

  return {
    tag() {
      tags += 1;
      return `${tagPrefix} ${tags} */`;
    },
    async guard(tag, line, limitMs, onCancel, statement) {
      const ended = new AbortController();
      void watch(tag, line, limitMs, onCancel, ended.signal);
      try {
        return await statement;
      } finally {
        ended.abort();
      }
    },
    async terminate(tag) {
      await send('terminate', tag);
    },
  };
}

function signal(fn: 'pg_cancel_backend' | 'pg_terminate_backend'): string {
  return `
    SELECT count(*) FILTER (WHERE ${fn}(a.pid))::int AS hits, current_setting('track_activities')::boolean AS tracked
      FROM pg_stat_activity a
     WHERE a.usename = current_user AND a.state = 'active' AND a.pid <> pg_backend_pid() AND starts_with(a.query, $1)`;
}
