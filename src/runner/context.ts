import type { Database } from '../db/index.ts';
import type { Counters } from './counters.ts';
import type { Log } from './runner-event.ts';
import type { Time } from './time.ts';

/** What every loop of one runner shares. */
export interface Context {
  /** Fresh for each process: nothing is ever taken over from an earlier one. */
  readonly runner: string;
  readonly database: Database;
  /** What each of its sessions begins with. */
  readonly settings: Readonly<Record<string, string>>;
  readonly time: Time;
  readonly log: Log;
  readonly counters: Counters;
  /** Aborted when the runner is to stop: loops end, nothing new is claimed. */
  readonly stopping: AbortSignal;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
