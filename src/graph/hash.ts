import { canonicalText } from './canonical.ts';
import { digest } from './digest.ts';
import type { Graph } from './types.ts';

/** The name of the version that a graph is: SHA-256 of its canonical form, hexadecimal. */
export function hashGraph(graph: Graph): string {
  return digest(canonicalText(graph));
}
