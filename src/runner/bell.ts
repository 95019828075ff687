import type { Time } from './time.ts';

/** Wakes loops that wait for something to change. A ring is not kept: look first, wait then, with no `await` between. */
export interface Bell {
  ring(): void;
  /** Until the next ring, at most `ms`. */
  wait(ms: number): Promise<void>;
}

/** Its last ring is that of `stopping`: nobody waits after that. */
export function createBell(time: Time, stopping: AbortSignal): Bell {
  let rung = new AbortController();
  const ring = (): void => {
    const before = rung;
    rung = new AbortController();
    before.abort();
  };
  stopping.addEventListener('abort', ring, { once: true });
  return { ring, wait: (ms) => (stopping.aborted ? Promise.resolve() : time.pause(ms, rung.signal)) };
}
