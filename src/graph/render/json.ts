import type { Graph } from '../types.ts';

/** The graph itself. Ends in a line feed. */
export function renderJson(graph: Graph): string {
  return `${JSON.stringify(graph, null, 2)}\n`;
}
