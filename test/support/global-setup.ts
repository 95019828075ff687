import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { runningPostmaster } from '../../src/db/embedded/pid-file.ts';
import type { Postmaster } from '../../src/db/embedded/postmaster.ts';
import { isAlive } from '../../src/db/embedded/process-identity.ts';
import { hasServer, launchServer, MAJORS, type Major, reserveServer, type ServerAddress } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    servers: Partial<Record<Major, ServerAddress>>;
  }
}

const PREFIX = 'pgdurable-test-';

/**
 * One server per Postgres major for the whole run. It starts in the background: a run that needs no database does not
 * wait for one, and a test that does waits in `testDatabase`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeLeftovers();
  const root = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  // mkdtemp makes it private; as root the server is another user.
  rmSync(root, { recursive: true });
  mkdirSync(root, { mode: 0o755 });
  const servers: Partial<Record<Major, ServerAddress>> = {};
  const starting: Promise<Postmaster | null>[] = [];
  for (const major of MAJORS.filter(hasServer)) {
    const address = await reserveServer(root, `pg${major}`);
    servers[major] = address;
    // A killed shared server ends the run anyway: nothing in it must survive.
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
    starting.push(
      launchServer(major, address, settings).catch((error: Error) => {
        writeFileSync(`${address.home}.failed`, error.message);
        return null;
      }),
    );
  }
  project.provide('servers', servers);
  return async () => {
    const postmasters = await Promise.all(starting);
    await Promise.all(postmasters.map((postmaster) => postmaster?.stop('immediate')));
    rmSync(root, { recursive: true, force: true });
  };
}

/** Servers of runs that were killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const root = path.join(os.tmpdir(), name);
    if (statSync(root).uid !== process.geteuid?.()) continue;
    for (const server of readdirSync(root)) {
      const left = runningPostmaster(path.join(root, server, 'data'));
      if (left !== null) process.kill(left.pid, 'SIGQUIT');
    }
    rmSync(root, { recursive: true, force: true });
  }
}
