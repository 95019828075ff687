import { systemTime, type Time } from '../../src/runner/index.ts';

/** The time of a runner for which minutes pass in seconds. */
export function fastTime(factor: number): Time {
  return { ...systemTime, now: () => systemTime.now() * factor, pause: (ms, signal) => systemTime.pause(ms / factor, signal) };
}
