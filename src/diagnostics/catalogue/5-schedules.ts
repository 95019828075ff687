import { entry } from '../entry.ts';

/** Class 5: schedules, zones and durations. */
export const schedules = {
} as const;
