import { spawn } from 'node:child_process';

/** The user that a program runs as; null where it is the user of this process. */
export type Account = { readonly uid: number; readonly gid: number } | null;

export interface ProgramResult {
  /** Null when a signal ended it or it could not be started. */
  readonly code: number | null;
  /** What it wrote to stdout and stderr, or why it could not be started. */
  readonly output: string;
}

/** The environment of every Postgres program: no PG* variable and no locale of the user reaches it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs a program to its end. A failure is a value: the caller knows what it means. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly as: Account; readonly input?: string; readonly cwd?: string },
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...(options.as ?? {}), cwd: options.cwd ?? '/', env: serverEnvironment() });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    // The program may end without reading its input; its exit code tells.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output.trim() }));
  });
}
