import { main } from '../../src/cli/main.ts';
import type { Output, StopSignal } from '../../src/cli/streams.ts';

export interface Surroundings {
  readonly cwd: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether stdout and stderr are terminals. */
  readonly terminal?: boolean;
}

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly finished: Promise<Finished>;
  /** What stderr has so far. */
  readonly err: () => string;
  readonly signal: (signal: StopSignal) => void;
}

/** Begins a command in this process. */
export function begin(argv: readonly string[], { cwd, variables = {}, terminal = false }: Surroundings): Running {
  const stdout = recording(terminal);
  const stderr = recording(terminal);
  const listeners = new Set<(signal: StopSignal) => void>();
  const environment = {
    variables,
    cwd,
    now: () => new Date(),
    onStop: (listener: (signal: StopSignal) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const finished = main(argv, { stdout, stderr }, environment).then((code) => ({ code, out: stdout.text(), err: stderr.text() }));
  return { finished, err: stderr.text, signal: (signal) => [...listeners].forEach((listener) => void listener(signal)) };
}

export function run(argv: readonly string[], surroundings: Surroundings): Promise<Finished> {
  return begin(argv, surroundings).finished;
}

function recording(isTerminal: boolean): Output & { readonly text: () => string } {
  const written: string[] = [];
  return { write: (text) => void written.push(text), isTerminal, columns: 100, rows: 30, text: () => written.join('') };
}
