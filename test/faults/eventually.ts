import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionLost } from '../../src/db/index.ts';

/** Waits until the answer is neither false nor null; says what was asked when it never is. A server that is away has no answer. */
export async function eventually<T>(what: string, ask: () => Promise<T | false | null>, ms = 30_000): Promise<T> {
  for (const deadline = Date.now() + ms; ; await sleep(5)) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null) return answer;
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
  }
}
