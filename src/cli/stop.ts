import type { Environment } from './streams.ts';

export interface Stop {
  /** Kept when somebody has asked the command to end, and when they have done so again. */
  readonly asked: Promise<void>;
  readonly insisted: Promise<void>;
  readonly signal: AbortSignal;
  readonly off: () => void;
}

/** Listens for ^C and SIGTERM, which then no longer end the process by themselves. */
export function listenForStop(environment: Environment): Stop {
  const first = new AbortController();
  const second = new AbortController();
  const off = environment.onStop(() => (first.signal.aborted ? second : first).abort());
  return { asked: aborted(first.signal), insisted: aborted(second.signal), signal: first.signal, off };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
