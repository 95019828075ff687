/** A piece of a text, by UTF-16 offsets. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** Those of `items`, which are in order and do not overlap, that lie inside a part of the text. */
export function within<T extends Part>(items: readonly T[], part: Part): readonly T[] {
  const from = lowerBound(items, part.start);
  let to = from;
  while (to < items.length && (items[to] as T).end <= part.end) to++;
  return items.slice(from, to);
}

/** The index of the first item that begins at `start` or after it. */
export function lowerBound(items: readonly Part[], start: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as Part).start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
