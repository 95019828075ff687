import { fireTimes } from './fire-times.ts';
import type { Schedule } from './schedule.ts';

/** The first fire time strictly after an instant; null only past the end of the calendar. */
export function nextFire(schedule: Schedule, after: Date): Date | null {
  const next = fireTimes(schedule)(after.getTime());
  return next === null ? null : new Date(next);
}

/** The fire times after `from` and not after `to`, in order, at most `limit` of them. */
export function firesBetween(schedule: Schedule, from: Date, to: Date, limit: number): readonly Date[] {
  const next = fireTimes(schedule);
  const fires: Date[] = [];
  for (let fire = next(from.getTime()); fire !== null && fire <= to.getTime() && fires.length < limit; fire = next(fire)) {
    fires.push(new Date(fire));
  }
  return fires;
}
