/**
 * When flows fire: cron expressions, intervals, zones and their clock changes, and what to do about fire times that were missed.
 * Pure: no clock, no database. Croner is seen here only.
 */
export { validateCron } from './cron.ts';
export { firesBetween, nextFire } from './next-fire.ts';
export { type FirePlan, type FireQuestion, LATE_MS, MAX_FIRES, planFires } from './plan-fires.ts';
export type { Schedule } from './schedule.ts';
export { validateZone } from './zone.ts';
