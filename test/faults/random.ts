/** Chance that can be had again: the seed is printed by whoever asks for it, and taken from PGDURABLE_SEED. */
export interface Random {
  readonly seed: number;
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number, both ends included. */
  between(from: number, to: number): number;
  pick<T>(choices: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    seed,
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
  };
}

/** A new seed for each run of the tests, so that they do not try the same moments for ever. */
export function chosenSeed(): number {
  const given = process.env.PGDURABLE_SEED;
  return given === undefined || given === '' ? Math.floor(Math.random() * 1_000_000) : Number(given);
}
