import type { Refusal } from './refusal.ts';

/** What a runner has to tell while it works. Whoever starts it decides what becomes of it. */
export type RunnerEvent =
  | { readonly kind: 'started'; readonly runner: string; readonly parts: number; readonly batchers: number; readonly pooler: boolean }
  | { readonly kind: 'http-listening'; readonly port: number }
  | { readonly kind: 'connected'; readonly link: string; readonly again: boolean }
  | { readonly kind: 'connection-lost'; readonly link: string; readonly reason: string; readonly retryInMs: number }
  /** A database that it had worked with is not one that it may work with any more; it asks again. */
  | { readonly kind: 'refused'; readonly link: string; readonly refusal: Refusal; readonly retryInMs: number }
  /** A connection was lost while it worked on this part: for a while each run of it is claimed alone. */
  | { readonly kind: 'suspect'; readonly part: number }
  /** A step that held up its batch was cancelled; it will run alone. */
  | { readonly kind: 'interrupted'; readonly part: number; readonly afterMs: number }
  | { readonly kind: 'work-failed'; readonly part: number; readonly lane: 0 | 1; readonly reason: string }
  | {
      readonly kind: 'schedule-fired';
      readonly flow: string;
      readonly schedule: number;
      readonly fires: readonly string[];
      readonly started: number;
    }
  | { readonly kind: 'schedule-failed'; readonly flow: string; readonly schedule: number; readonly reason: string }
  | { readonly kind: 'maintenance-failed'; readonly reason: string }
  | { readonly kind: 'watchdog-failed'; readonly reason: string }
  | { readonly kind: 'stopping' }
  /** The grace period is over: steps that still run are ended, and are there to be claimed again. */
  | { readonly kind: 'ending-steps'; readonly count: number }
  | { readonly kind: 'stopped' };

export type Log = (event: RunnerEvent) => void;

export const EVENT_LEVELS = {
  started: 'info',
  'http-listening': 'info',
  connected: 'info',
  'connection-lost': 'warn',
  refused: 'error',
  suspect: 'warn',
  interrupted: 'info',
  'work-failed': 'error',
  'schedule-fired': 'info',
  'schedule-failed': 'error',
  'maintenance-failed': 'error',
  'watchdog-failed': 'warn',
  stopping: 'info',
  'ending-steps': 'warn',
  stopped: 'info',
} as const satisfies Record<RunnerEvent['kind'], 'info' | 'warn' | 'error'>;
