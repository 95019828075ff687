/** What a runner has done so far. Counted by its loops, read by whoever wants to know. */
export interface RunnerStats {
  /** CALLs of the batch procedure. */
  readonly batches: number;
  /** Tokens that moved in batches: a run that needs one slice counts once. */
  readonly moved: number;
  /** Steps that ran in a transaction of their own. */
  readonly aloneSteps: number;
  /** Claims made one by one after a connection was lost. */
  readonly suspectClaims: number;
  /** Batches that the watchdog interrupted. */
  readonly interruptions: number;
  readonly scheduledRuns: number;
  readonly errors: number;
  readonly reconnects: number;
  readonly queries: number;
  /** Wall time of the last answer of the database; null before the first. */
  readonly lastContact: Date | null;
}

export type Counters = { -readonly [Name in keyof RunnerStats]: RunnerStats[Name] };

export function createCounters(): Counters {
  return {
    batches: 0,
    moved: 0,
    aloneSteps: 0,
    suspectClaims: 0,
    interruptions: 0,
    scheduledRuns: 0,
    errors: 0,
    reconnects: 0,
    queries: 0,
    lastContact: null,
  };
}
