/** Rounds of the long variant (`npm run soak`); 0 in an ordinary run of the tests. */
export const SOAK_ROUNDS = Number(process.env.PGDURABLE_SOAK ?? 0);

export const isSoak = SOAK_ROUNDS > 0;
