import type { Output } from '../streams.ts';

export interface ProgressLine {
  readonly show: (what: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** What takes time, on one line of the terminal that is gone afterwards. Without a terminal there is nothing to see. */
export function progressLine(stderr: Output): ProgressLine {
  let shown = false;
  return {
    show(what) {
      if (!stderr.isTerminal) return;
      stderr.write(`\r\u001b[K${what.slice(0, stderr.columns - 4)} ..`);
      shown = true;
    },
    end() {
      if (shown) stderr.write('\r\u001b[K');
      shown = false;
    },
  };
}
