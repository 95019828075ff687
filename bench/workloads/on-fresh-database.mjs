import { freshDatabase } from '../database.mjs';

/** Runs `use` on a fresh database whose `acct` has `rows` rows. */
export async function onFreshDatabase(server, rows, use) {
  const bench = await freshDatabase(server, rows);
  try {
    return await use(bench);
  } finally {
    await bench.close();
  }
}
