import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Database } from '../db/index.ts';
import type { Log } from './runner-event.ts';
import { systemTime, type Time } from './time.ts';

export interface RunnerOptions {
  readonly database: Database;
  /** Connections that drive batches. Default: one per core, at most 4. */
  readonly batchers?: number;
  /** Connections, at most, for steps that run alone; opened when there are such steps. Default 4. */
  readonly aloneWorkers?: number;
  /** Whether a transaction pooler lies before the database, so that notifications do not arrive. Default `auto`: found out. */
  readonly pooler?: boolean | 'auto';
  /** Serves `/healthz` and `/metrics` there; 0 chooses a port. Default: not served. */
  readonly httpPort?: number;
  /** How long a stop waits for steps that run alone, in milliseconds. Default 10,000. */
  readonly graceMs?: number;
  readonly log?: Log;
  readonly time?: Time;
  /** A fresh UUID for each runner. */
  readonly newId?: () => string;
}

export type ResolvedOptions = Required<Omit<RunnerOptions, 'httpPort'>> & { readonly httpPort: number | null };

export function resolveOptions(options: RunnerOptions): ResolvedOptions {
  return {
    database: options.database,
    batchers: Math.max(1, options.batchers ?? Math.min(availableParallelism(), 4)),
    aloneWorkers: Math.max(1, options.aloneWorkers ?? 4),
    pooler: options.pooler ?? 'auto',
    httpPort: options.httpPort ?? null,
    graceMs: options.graceMs ?? 10_000,
    log: options.log ?? (() => {}),
    time: options.time ?? systemTime,
    newId: options.newId ?? randomUUID,
  };
}
