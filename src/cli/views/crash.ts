import type { Output } from '../streams.ts';

/** What is not foreseen is our fault, and is told shortly unless the stack is asked for. */
export function showCrash(stderr: Output, error: unknown, variables: Readonly<Record<string, string | undefined>>): void {
  if (variables.PGDURABLE_DEBUG) {
    stderr.write(`${error instanceof Error ? stackOf(error) : String(error)}\n`);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(`pgdurable failed in a way that it should not: ${message}\nSet PGDURABLE_DEBUG=1 to see where.\n`);
}

function stackOf(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\ncaused by ${stackOf(error.cause)}` : stack;
}
