/** A part of a list. `next` is where the next page begins, for `after`; null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
