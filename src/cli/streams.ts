/** Where a command writes. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns of the terminal; 100 where there is none. */
  readonly columns: number;
  /** Lines of the terminal; 25 where there is none. */
  readonly rows: number;
}

export interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** What surrounds a command: everything that it may know of the machine without asking the library. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
  /** Calls `listener` when somebody wants the command to end, by ^C or SIGTERM; returns what takes it off again. */
  readonly onStop: (listener: (signal: StopSignal) => void) => () => void;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';
