/** Where a runner gets its time and its chance from. */
export interface Time {
  /** Milliseconds that only grow. */
  now(): number;
  wall(): Date;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

/** setTimeout fires at once for more than this. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

export const systemTime: Time = {
  now: () => performance.now(),
  wall: () => new Date(),
  random: () => Math.random(),
  pause(ms, signal) {
    if (signal.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, LONGEST_TIMEOUT));
      signal.addEventListener('abort', end);
    });
  },
};
