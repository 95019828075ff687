import type { Run } from '../../index.ts';
import type { Streams } from '../streams.ts';

/** `run` as it stood when the cancelling was asked for. */
export function showCancelled({ stdout, stderr }: Streams, run: Run): void {
  stdout.write(`${run.id}\n`);
  stderr.write(run.status === 'cancelled' ? 'it was cancelled already\n' : 'asked for; the next worker to look at the run cancels it\n');
}
