import { type FireTimes, fireTimes } from './fire-times.ts';
import type { Schedule } from './schedule.ts';

export interface FireQuestion {
  readonly schedule: Schedule;
  /** The first fire time that nothing has been done about. */
  readonly nextFire: Date;
  /** The database's clock. */
  readonly now: Date;
  /** How old a missed fire time may be and still run, in milliseconds; null: only the latest missed one runs. */
  readonly catchup: number | null;
  readonly overlap: 'skip' | 'queue' | 'allow';
  /**
   * When a runner last looked at this schedule, or when it came into being. Under `overlap queue` a fire time that was due
   * by then waits for the run before it: it has not been missed.
   */
  readonly seen: Date;
}

export interface FirePlan {
  /** The fire times to start runs for, in order. */
  readonly fires: readonly Date[];
  /** The first fire time that is then left to do; null only past the end of the calendar. */
  readonly next: Date | null;
  /** Whether fire times before `next` have been missed and will not run. */
  readonly passedOver: boolean;
}

/** A fire time that is older than this when it is looked at has been missed: no runner was there. */
export const LATE_MS = 10_000;

/** More than this is left for the next time. */
export const MAX_FIRES = 1000;

/**
 * What is to be fired now. It follows from the fire times alone, the clock only says which of them are due, so two runners
 * that ask come to the same answer whenever they ask.
 */
export function planFires(question: FireQuestion): FirePlan {
  const times = fireTimes(question.schedule);
  const now = question.now.getTime();
  const first = question.nextFire.getTime();
  if (first > now) return { fires: [], next: question.nextFire, passedOver: false };

  const fires: number[] = [];
  let next: number | null = first;
  const takeUntil = (end: number): void => {
    for (; next !== null && next <= end && fires.length < MAX_FIRES; next = times(next)) fires.push(next);
  };
  let passedOver = false;
  const skipTo = (start: number): void => {
    if (next === null || next >= start) return;
    next = times(start - 1);
    passedOver = true;
  };

  if (question.overlap === 'queue') takeUntil(Math.min(now, question.seen.getTime() + LATE_MS));
  // Full already: the rest is judged when its turn comes.
  if (fires.length < MAX_FIRES && next !== null && next <= now) {
    if (question.catchup !== null) skipTo(now - Math.max(question.catchup, LATE_MS));
    else if (now - next > LATE_MS) skipTo(latest(times, next, now));
    takeUntil(now);
  }
  return { fires: fires.map((fire) => new Date(fire)), next: next === null ? null : new Date(next), passedOver };
}

/** The last fire time not after `end`, given one such time. */
function latest(times: FireTimes, known: number, end: number): number {
  let fire = known;
  let nothingAfter = end;
  // Fire times only grow, so what lies between can be halved.
  while (fire < nothingAfter) {
    const middle = Math.floor((fire + nothingAfter) / 2);
    const next = times(middle);
    if (next !== null && next <= end) fire = next;
    else nothingAfter = middle;
  }
  return fire;
}
