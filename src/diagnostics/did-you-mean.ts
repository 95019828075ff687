/**
 * The candidate that a mistyped name most likely stands for; null when none is near enough to be worth a question.
 * Near means one slip for every three characters, at least one, and never as many as the name is long; a letter in the
 * wrong case is no slip.
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let limit = Math.min(Math.max(1, Math.floor(name.length / 3)), name.length - 1);
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue;
    const slips = distance(name.toLowerCase(), candidate.toLowerCase());
    if (slips > limit || (slips === limit && best !== null)) continue;
    best = candidate;
    limit = slips;
  }
  return best;
}

/** Damerau-Levenshtein (optimal string alignment): insertions, deletions, substitutions and swaps of neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let slips = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) slips = Math.min(slips, (beforeLast[j - 2] as number) + 1);
      row.push(slips);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] as number;
}
