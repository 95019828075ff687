import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { serverAccount, unprivilegedAccount } from '../../src/db/embedded/account.ts';
import { ADMIN_ROLE, createDataDirectory, OWNER_ROLE } from '../../src/db/embedded/data-directory.ts';
import { freePort } from '../../src/db/embedded/port.ts';
import { type Postmaster, startPostmaster } from '../../src/db/embedded/postmaster.ts';
import { type Programs, preparePrograms } from '../../src/db/embedded/programs.ts';
import { findServerPackage } from '../../src/db/embedded/server-package.ts';
import { DEVELOPMENT_SETTINGS } from '../../src/db/embedded/settings.ts';

export const MAJORS = [14, 18] as const;
export type Major = (typeof MAJORS)[number];

/** Where a server of the tests can be found, also from another process. */
export interface ServerAddress {
  readonly port: number;
  /** Holds `data`, `password` and `server.log`. */
  readonly home: string;
}

/** From where the package of a major is found: Postgres 14 is installed in a folder of its own. */
const FOUND_FROM: Record<Major, string> = {
  14: new URL('postgres-14/', import.meta.url).href,
  18: import.meta.url,
};

export function hasServer(major: Major): boolean {
  return findServerPackage(FOUND_FROM[major]) !== null;
}

/** Chooses port and place at once, so that they can be handed out while the server starts. */
export async function reserveServer(parent: string, name: string): Promise<ServerAddress> {
  return { port: await freePort(), home: path.join(parent, name) };
}

export async function launchServer(major: Major, address: ServerAddress, settings: Record<string, string>): Promise<Postmaster> {
  const programs = await prepare(major);
  await createDataDirectory(address.home, programs, await serverAccount(path.dirname(address.home)), await unprivilegedAccount());
  return relaunchServer(major, address, settings, programs);
}

/** Starts a server again on the data directory and the port it had. */
export async function relaunchServer(
  major: Major,
  address: ServerAddress,
  settings: Record<string, string>,
  programs?: Programs,
): Promise<Postmaster> {
  return startPostmaster({
    programs: programs ?? (await prepare(major)),
    dataDir: path.join(address.home, 'data'),
    logFile: path.join(address.home, 'server.log'),
    as: await serverAccount(path.dirname(address.home)),
    port: address.port,
    settings: { ...DEVELOPMENT_SETTINGS, ...settings },
  });
}

/** `superuser`: for what a test must do behind the product's back; the product is tested without it. */
export function serverUrl(address: ServerAddress, database: string, role: 'owner' | 'superuser' = 'owner'): string {
  const password = readFileSync(path.join(address.home, 'password'), 'utf8');
  const user = role === 'owner' ? OWNER_ROLE : ADMIN_ROLE;
  return `postgres://${user}:${password}@127.0.0.1:${address.port}/${database}`;
}

async function prepare(major: Major): Promise<Programs> {
  const found = findServerPackage(FOUND_FROM[major]);
  if (found === null) throw new Error(`the tests need Postgres ${major}: run node scripts/setup.mjs --tests`);
  return preparePrograms(found, await unprivilegedAccount());
}

export function makeHome(parent: string): string {
  // The server's user has to reach its own folder below.
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  return parent;
}
