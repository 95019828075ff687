import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { serverAccount } from './account.ts';
import { type ControlMessage, connectControl } from './control.ts';
import { type Home, openHome } from './home.ts';
import { acquireLock, lockHolder } from './lock.ts';

/** The server of a project, shared with every other command that uses it. */
export interface EmbeddedServer {
  /** Of the project's database, as the role that owns it. Good as long as the server is not released. */
  readonly url: string;
  /** Of Postgres, e.g. `18.4`. */
  readonly version: string;
  /** Says that this command is done with it. The end of the process says the same. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly projectDir: string;
  /** What takes time, while it does. */
  readonly onProgress?: (message: string) => void;
}

/** The server could not be started; the message has the end of its log. */
export class EmbeddedServerFailure extends Error {}

/** How long a supervisor may take to answer; starting the server takes as long as it takes. */
const ANSWER_TIMEOUT_MS = 30_000;
const LOG_LIMIT = 100_000;
/** `.js` in the package, `.ts` when run from source. */
const SUPERVISOR = fileURLToPath(new URL(`./supervisor${path.extname(fileURLToPath(import.meta.url))}`, import.meta.url));

/** Starts the server of a project, or joins those who use it. It keeps no process alive that has nothing else to do. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  let home: Home;
  let attached: Attached;
  try {
    home = await openHome(options.projectDir, await serverAccount(options.projectDir));
    attached = await attach(home, options, true);
  } catch (error) {
    // The operating system says no: a folder of another user, a full disk, no more processes.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw new EmbeddedServerFailure((error as Error).message);
    throw error;
  }
  let released = false;
  const hold = (socket: Socket) => {
    socket.unref();
    // Closed by the other end: the supervisor was killed. Another has to look after the server while we use it.
    socket.once('close', () => {
      // If none can be started the server goes on without; whoever starts next finds it.
      if (!released && existsSync(home.dataDir)) attach(home, options, false).then(keep, () => {});
    });
  };
  const keep = (next: Attached) => {
    attached = next;
    if (released) attached.socket.end();
    else hold(attached.socket);
  };
  hold(attached.socket);
  return {
    url: attached.url,
    version: attached.version,
    async release() {
      released = true;
      const { socket } = attached;
      if (socket.closed) return;
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.end();
      });
    },
  };
}

interface Attached {
  readonly socket: Socket;
  readonly url: string;
  readonly version: string;
}

/** `ref`: whether waiting for it keeps this process alive. */
async function attach(home: Home, options: EmbeddedOptions, ref: boolean): Promise<Attached> {
  let child: ChildProcess | null = null;
  for (let deadline = Date.now() + ANSWER_TIMEOUT_MS; Date.now() < deadline; await sleep(20, undefined, { ref })) {
    const holder = lockHolder(home.lock);
    if (holder === null) {
      if (child !== null && child.exitCode === null && child.signalCode === null) continue;
      if (child !== null && child.exitCode !== 0) throw new EmbeddedServerFailure(lastWords(home));
      child = spawnSupervisor(home, options.projectDir);
      continue;
    }
    const began = Date.now();
    const attached = await listen(home, holder.pid, options, ref);
    if (attached !== null) return attached;
    deadline += Date.now() - began;
  }
  const holder = lockHolder(home.lock);
  throw new EmbeddedServerFailure(
    holder === null
      ? `the supervisor of the embedded Postgres does not start: see ${home.supervisorLog}`
      : `${home.dir} is used by process ${holder.pid}, which does not answer`,
  );
}

/** Null when the supervisor is not there yet, or went away before it had an answer. */
function listen(home: Home, pid: number, options: EmbeddedOptions, ref: boolean): Promise<Attached | null> {
  return new Promise((resolve, reject) => {
    const opened = connectControl(home.control, pid, (message) => void hear(message));
    async function hear(message: ControlMessage): Promise<void> {
      const socket = (await opened) as Socket;
      if (message.kind === 'progress') options.onProgress?.(message.message);
      else if (message.kind === 'ready') resolve({ socket, url: message.url, version: message.version });
      else {
        socket.end();
        reject(new EmbeddedServerFailure(message.message));
      }
    }
    opened.then((socket) => {
      if (socket === null) return resolve(null);
      if (!ref) socket.unref();
      socket.once('close', () => resolve(null));
    }, reject);
  });
}

function spawnSupervisor(home: Home, projectDir: string): ChildProcess {
  if (statSync(home.supervisorLog).size > LOG_LIMIT) truncateSync(home.supervisorLog);
  const log = openSync(home.supervisorLog, 'a');
  try {
    // In a session of its own and with no stream of ours: a terminal closes, a pipe ends without it.
    const child = spawn(process.execPath, [SUPERVISOR, path.resolve(projectDir)], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
    // Without it a program that cannot be run would end this process; the caller waits in vain and says so.
    child.on('error', () => {});
    if (child.pid !== undefined) acquireLock(home.lock, child.pid);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function lastWords(home: Home): string {
  return readFileSync(home.supervisorLog, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
