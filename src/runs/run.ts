/** JSON as the database printed it: its numbers would not survive JavaScript. */
export type JsonText = string;

export const runStatuses = ['pending', 'running', 'waiting', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** A run in a list. Times are ISO 8601 in UTC, with microseconds. */
export interface RunSummary {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly label: string | null;
  readonly key: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly scheduled_at: string | null;
  readonly waiting_until: string | null;
  /** What it cannot go on without, e.g. `signal approval`; null when there is no such thing. */
  readonly waiting_for: string | null;
  readonly error_code: string | null;
}

export interface Run extends Omit<RunSummary, 'error_code'> {
  readonly params: JsonText;
  readonly result: JsonText | null;
  readonly error: RunError | null;
}

export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly step: string | null;
  readonly attempt: number | null;
  readonly line: number | null;
  /** The whole of it. */
  readonly json: JsonText;
}

/** One attempt of a step, without the rows that it left. bigint columns are text. */
export interface StepAttempt {
  readonly step: string;
  readonly kind: string;
  readonly node: number;
  readonly iteration: string | null;
  readonly attempt: number;
  readonly status: 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly rows: string | null;
  readonly error: JsonText | null;
  readonly source_line: number;
}

/** The same with its rows, which may be many. */
export interface FullStepAttempt extends StepAttempt {
  readonly result: JsonText | null;
}

const over: ReadonlySet<RunStatus> = new Set<RunStatus>(['completed', 'failed', 'cancelled']);

/** Whether nothing will happen to the run any more. */
export function isOver(status: RunStatus): boolean {
  return over.has(status);
}
