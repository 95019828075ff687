import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../src/db/index.ts';
import { partsOf, work, workAlone } from './drive.ts';

/** Connections that drive all parts until they are stopped, each as a runner's would. */
export class Crew {
  readonly #database: Database;
  #stopped = false;
  #loops: Promise<void>[] = [];
  errors: unknown[] = [];

  constructor(database: Database, size: number) {
    this.#database = database;
    this.#loops = Array.from({ length: size }, (_, i) => this.#loop(i));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  async #loop(offset: number): Promise<void> {
    const connection = await this.#database.connection();
    const parts = await partsOf(connection);
    for (let i = offset; !this.#stopped; i++) {
      const part = parts[i % parts.length] as number;
      try {
        const { moved } = await work(connection, part, 50);
        const alone = await workAlone(connection, part);
        if (moved <= 0 && !alone) await sleep(1);
      } catch (error) {
        this.errors.push(error);
      }
    }
    await connection.close();
  }
}
