import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectControl } from './control.ts';
import type { Home } from './home.ts';
import { acquireLock, lockHolder } from './lock.ts';

/** The server could not be started; the message has the end of its log. */
export class EmbeddedServerFailure extends Error {}

/** A command's hold on the server, through the supervisor that looks after it. */
export interface Attachment {
  readonly url: string;
  readonly version: string;
  /** Settles when the supervisor hangs up: true when it was killed, false when the server ends with it, or we have let go. */
  readonly orphaned: Promise<boolean>;
  release(): Promise<void>;
}

export interface AttachOptions {
  readonly projectDir: string;
  readonly onProgress?: (message: string) => void;
  /** Whether waiting for the server keeps this process alive. */
  readonly ref: boolean;
}

/** How long a supervisor may take to answer; starting the server takes as long as it takes. */
const ANSWER_TIMEOUT_MS = 30_000;
const LOG_LIMIT = 100_000;
/** `.js` in the package, `.ts` when run from source. */
const SUPERVISOR = fileURLToPath(new URL(`./supervisor${path.extname(fileURLToPath(import.meta.url))}`, import.meta.url));

/** Joins the supervisor of a project; starts one where there is none. */
export async function attach(home: Home, options: AttachOptions): Promise<Attachment> {
  let child: ChildProcess | null = null;
  for (let deadline = Date.now() + ANSWER_TIMEOUT_MS; Date.now() < deadline; await sleep(20, undefined, { ref: options.ref })) {
    const holder = lockHolder(home.lock);
    if (holder === null) {
      if (child !== null && child.exitCode === null && child.signalCode === null) continue;
      if (child !== null && child.exitCode !== null && child.exitCode !== 0) throw new EmbeddedServerFailure(lastWords(home));
      child = spawnSupervisor(home, options.projectDir);
      continue;
    }
    const began = Date.now();
    const attachment = await listen(home, holder.pid, options);
    if (attachment !== null) return attachment;
    deadline += Date.now() - began;
  }
  const holder = lockHolder(home.lock);
  throw new EmbeddedServerFailure(
    holder === null ? `the supervisor of the embedded Postgres does not start: see ${home.supervisorLog}` : noAnswer(home, holder.pid),
  );
}

/** It is stopped, or in another container that shares the folder with this one. */
function noAnswer(home: Home, pid: number): string {
  return `the embedded Postgres of ${home.dir} is looked after by process ${pid}, which does not answer here`;
}

/** Null when the supervisor is not there yet, or went away before it had an answer. */
async function listen(home: Home, pid: number, options: AttachOptions): Promise<Attachment | null> {
  const control = await connectControl(home.control, pid);
  if (control === null) return null;
  const { socket } = control;
  if (!options.ref) socket.unref();
  return new Promise((resolve, reject) => {
    let ending = false;
    const orphaned = new Promise<boolean>((settle) => {
      socket.once('close', () => settle(!ending));
    });
    // It may close before it has said anything of use.
    orphaned.then(() => resolve(null));
    const silence = setTimeout(() => {
      socket.destroy();
      reject(new EmbeddedServerFailure(noAnswer(home, pid)));
    }, ANSWER_TIMEOUT_MS);
    if (!options.ref) silence.unref();
    orphaned.then(() => clearTimeout(silence));
    control.onMessage((message) => {
      clearTimeout(silence);
      if (message.kind === 'progress') options.onProgress?.(message.message);
      else if (message.kind === 'ready') {
        socket.unref();
        const release = () => {
          ending = true;
          return hangUp(socket);
        };
        resolve({ url: message.url, version: message.version, orphaned, release });
      } else {
        ending = true;
        socket.end();
        reject(new EmbeddedServerFailure(message.message));
      }
    });
  });
}

async function hangUp(socket: Socket): Promise<void> {
  if (socket.closed) return;
  await new Promise<void>((resolve) => {
    socket.ref();
    socket.once('close', () => resolve());
    socket.end();
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
    // Unheard, a program that cannot be run would end this process; the caller waits in vain and says so.
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
