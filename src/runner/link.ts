import type { Connection, Parameter } from '../db/index.ts';
import { type Context, reasonOf } from './context.ts';
import { inspect, type Refusal } from './refusal.ts';

/** One open connection to an engine that has been looked at. */
export interface Line {
  readonly connection: Connection;
  /** With a deadline the connection is given up when the server does not answer in time. */
  query<R>(text: string, values: readonly Parameter[], deadlineMs: number | null): Promise<readonly R[]>;
  /** The same without values, in a transaction of its own that no setting of the role or the database limits in time. */
  unlimited<R>(tag: string, text: string): Promise<readonly R[]>;
}

/** A connection that is opened again whenever it was lost, with growing, jittered pauses, for ever. */
export interface Link {
  /** Waits as long as the last failures ask for. */
  patience(): Promise<void>;
  /** The open line, or a new one. */
  line(): Promise<Line>;
  /** Gives the line up because of an error. */
  failed(error: unknown): void;
  /** The line is not used again: what it leads to has to be looked at anew. */
  expire(): void;
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;
const CLOSE_MS = 1000;
/** A line that held this long was a good one. */
const GOOD_MS = 10_000;

export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

export function createLink(context: Context, name: string): Link {
  const { time, log, counters, stopping } = context;
  let open: Line | null = null;
  let expired = false;
  let opened = 0;
  let openedAt = 0;
  let failures = 0;
  let retryAt = 0;

  async function connect(): Promise<Line> {
    // After a failure without: where the database was there may be a pooler now, which refuses settings.
    const connection = await context.database.connection(failures % 2 === 0 ? context.settings : {});
    try {
      const found = await inspect(connection);
      if ('refusal' in found) throw new Refused(found.refusal);
      return lineOver(context, connection);
    } catch (error) {
      abandon(connection);
      throw error;
    }
  }

  return {
    patience: () => time.pause(retryAt - time.now(), stopping),
    async line() {
      if (open !== null && !expired) return open;
      if (open !== null) abandon(open.connection);
      open = null;
      const line = await connect();
      open = line;
      expired = false;
      openedAt = time.now();
      opened += 1;
      if (opened > 1) counters.reconnects += 1;
      log({ kind: 'connected', link: name, again: opened > 1 });
      // One that breaks while nobody uses it is replaced without further ado.
      line.connection.closed.then(() => {
        if (open === line) open = null;
      });
      return line;
    },
    failed(error) {
      failures = open !== null && time.now() - openedAt > GOOD_MS ? 1 : failures + 1;
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20));
      // Runners that lost the same server do not come back in the same instant.
      const retryInMs = Math.round(longest * (0.5 + time.random() / 2));
      retryAt = time.now() + retryInMs;
      if (open !== null) abandon(open.connection);
      open = null;
      counters.errors += 1;
      if (error instanceof Refused) log({ kind: 'refused', link: name, refusal: error.refusal, retryInMs });
      else log({ kind: 'connection-lost', link: name, reason: reasonOf(error), retryInMs });
    },
    expire() {
      expired = true;
    },
    async close() {
      const line = open;
      open = null;
      if (line === null) return;
      const closed = new AbortController();
      const closing = line.connection.close().finally(() => closed.abort());
      // A goodbye that nobody hears is not waited for.
      await Promise.race([closing, time.pause(CLOSE_MS, closed.signal)]);
    },
  };
}

function lineOver({ counters, time }: Context, connection: Connection): Line {
  async function answered<R>(answer: Promise<readonly R[]>): Promise<readonly R[]> {
    counters.queries += 1;
    const rows = await answer;
    counters.lastContact = time.wall();
    return rows;
  }

  return {
    connection,
    async query<R>(text: string, values: readonly Parameter[], deadlineMs: number | null) {
      const ended = new AbortController();
      if (deadlineMs !== null) {
        time.pause(deadlineMs, ended.signal).then(() => {
          if (!ended.signal.aborted) abandon(connection);
        });
      }
      try {
        return await answered(connection.query<R>(text, values));
      } finally {
        ended.abort();
      }
    },
    // One message is one transaction, whose COMMIT waits for nobody: a runner that stands still holds no claim meanwhile.
    unlimited: <R>(tag: string, text: string) => answered(connection.query<R>(`${tag} SET LOCAL statement_timeout = 0; ${text}`)),
  };
}

/** Closing a connection with a statement on its way breaks it off; what that says is known already. */
function abandon(connection: Connection): void {
  connection.close().catch(() => {});
}
