/** The first cycle of a directed graph as the names along it, or null. */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (node: string): readonly string[] | null => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return null;
    way.push(node);
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    way.pop();
    done.add(node);
    return null;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Every node that can be reached, with the way to it. */
export function reach(edges: ReadonlyMap<string, readonly string[]>, start: string): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>([[start, [start]]]);
  for (const [node, way] of ways) {
    for (const next of edges.get(node) ?? []) if (!ways.has(next)) ways.set(next, [...way, next]);
  }
  return ways;
}

export function edgesOf(pairs: Iterable<readonly [string, string]>): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  for (const [from, to] of pairs) {
    const known = edges.get(from) ?? [];
    if (from !== to && !known.includes(to)) known.push(to);
    edges.set(from, known);
  }
  return edges;
}
