import { exit } from './exit-code.ts';
import { main } from './main.ts';
import type { Environment, Output, StopSignal, Streams } from './streams.ts';

/** Runs the command line of this process and ends it with the exit code. */
export async function runProcess(): Promise<void> {
  const failures: Error[] = [];
  const output = (stream: NodeJS.WriteStream): Output => outputTo(stream, (error) => failures.push(error));
  const streams: Streams = { stdout: output(process.stdout), stderr: output(process.stderr) };
  const environment: Environment = { variables: process.env, cwd: process.cwd(), now: () => new Date(), onStop };
  // The command alone decides when the process ends: connections may not count as a reason to stay.
  const alive = setInterval(() => {}, 60_000);
  const code = await main(process.argv.slice(2), streams, environment);
  clearInterval(alive);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  for (const { message } of failures) streams.stderr.write(`the output cannot be written: ${message}\n`);
  process.exit(failures.length > 0 ? exit.environment : code);
}

/** A reader that goes away (`pgdurable list | head`) ends the writing, not the command. A full disk is a failure. */
function outputTo(stream: NodeJS.WriteStream, onFailure: (error: Error) => void): Output {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (open && error.code !== 'EPIPE') onFailure(error);
    open = false;
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    // A terminal that does not know its size says 0.
    get columns() {
      return stream.columns || 100;
    },
    get rows() {
      return stream.rows || 25;
    },
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    // What went wrong with the last words is only told at the next turn of the event loop.
    const told = (): void => void setImmediate(resolve);
    if (stream.writableLength === 0 || stream.destroyed) told();
    else stream.write('', told);
  });
}

function onStop(listener: (signal: StopSignal) => void): () => void {
  const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];
  const handlers = signals.map((signal) => [signal, () => listener(signal)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
