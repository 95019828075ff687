import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { draftOf, systemDirectory } from './cache.ts';
import { adoptPostmaster } from './postmaster.ts';
import { type Account, runProgram } from './run-program.ts';

/** The folder of a project's server and the names in it. */
export interface Home {
  readonly dir: string;
  /** `.pgdurable` of the project, which is `dir` unless the server's account cannot enter the project. */
  readonly projectFolder: string;
  /** Who the server runs as. */
  readonly account: Account;
  /** Who gets what root writes here, so that the project's owner can go on without root; null: nobody. */
  readonly heir: Account;
  /** `data` and `password`: complete or not there. */
  readonly server: string;
  readonly dataDir: string;
  readonly serverLog: string;
  readonly supervisorLog: string;
  readonly control: string;
  readonly port: string;
  readonly lock: string;
}

/** Finds, and makes, the home of a project's server. The same answer for every command of the project. */
export async function openHome(projectDir: string, account: Account): Promise<Home> {
  const project = realpathSync(projectDir);
  const projectFolder = path.join(project, '.pgdurable');
  const heir = account !== null && statSync(project).uid === account.uid ? account : null;
  if (!existsSync(projectFolder)) {
    mkdirSync(projectFolder, { recursive: true, mode: 0o755 });
    entrust(projectFolder, heir);
  }
  const ignore = path.join(projectFolder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  const dir = (await canEnter(projectFolder, account)) ? projectFolder : elsewhere(project);
  const home: Home = {
    dir,
    projectFolder,
    account,
    heir,
    server: path.join(dir, 'server'),
    dataDir: path.join(dir, 'server', 'data'),
    serverLog: path.join(dir, 'server.log'),
    supervisorLog: path.join(dir, 'supervisor.log'),
    control: path.join(dir, 'control.json'),
    port: path.join(dir, 'port'),
    lock: path.join(dir, 'lock'),
  };
  mkdirSync(home.lock, { recursive: true });
  entrust(home.lock, heir);
  for (const log of [home.serverLog, home.supervisorLog]) {
    closeSync(openSync(log, 'a', 0o600));
    entrust(log, heir);
  }
  return home;
}

export function entrust(file: string, heir: Account): void {
  if (heir !== null) chownSync(file, heir.uid, heir.gid);
}

async function canEnter(dir: string, account: Account): Promise<boolean> {
  if (account === null) return true;
  return (await runProgram('/bin/sh', ['-c', 'test -x "$1"', 'sh', dir], { as: account })).code === 0;
}

function elsewhere(project: string): string {
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 16);
  return systemDirectory(
    'projects',
    `${path
      .basename(project)
      .replaceAll(/[^\w.-]/g, '_')
      .slice(0, 40)}-${hash}`,
  );
}

/**
 * A home elsewhere bears the same mark as the project. One that does not belongs to a project that was removed, or whose
 * `.pgdurable` was removed to begin afresh: its data goes. Only the holder of the lock may call it.
 */
export async function markHome(home: Home): Promise<void> {
  if (home.dir === home.projectFolder || isMarked(home)) return;
  await adoptPostmaster(home.dataDir)?.stop('immediate');
  rmSync(home.server, { recursive: true, force: true });
  const mark = `${home.dir}\n${randomBytes(16).toString('hex')}\n`;
  for (const file of marks(home)) {
    const draft = draftOf(file);
    writeFileSync(draft, mark);
    renameSync(draft, file);
  }
}

/** False when the project has been removed, or begun afresh. */
export function isMarked(home: Home): boolean {
  if (home.dir === home.projectFolder) return true;
  const [here, there] = marks(home).map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : null));
  return here === there && here !== null;
}

function marks(home: Home): readonly [string, string] {
  return [path.join(home.dir, 'mark'), path.join(home.projectFolder, 'server-location')];
}
