import type { Streams } from '../streams.ts';

export function showSent({ stderr }: Streams, counts: boolean): void {
  stderr.write(counts ? 'sent\n' : 'one with this id has been sent before; this one does not count\n');
}
