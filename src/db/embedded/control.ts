import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { draftOf } from './cache.ts';
import { entrust } from './home.ts';
import type { Account } from './run-program.ts';

/**
 * Between a command and the supervisor there is one connection, held as long as the command needs the server. The
 * operating system closes it when the command ends, however it ends: counting connections is counting live commands.
 */
export type ControlMessage =
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'ready'; readonly url: string; readonly version: string }
  | { readonly kind: 'failed'; readonly message: string };

/** The supervisor's end. */
export interface ControlServer {
  readonly clients: number;
  /** Told to every client now, and to each that comes later. */
  say(message: ControlMessage): void;
  /** Called whenever the number of clients may have changed. */
  onChange(listener: () => void): void;
  close(): void;
}

interface Address {
  readonly port: number;
  readonly token: string;
  readonly pid: number;
}

export async function openControl(file: string, heir: Account): Promise<ControlServer> {
  const token = randomBytes(24).toString('base64url');
  const clients = new Set<Socket>();
  let current: ControlMessage | null = null;
  let changed = () => {};
  const server = createServer((socket) => {
    linesOf(socket).once('line', (line) => {
      if (line !== token) return socket.destroy();
      clients.add(socket);
      if (current !== null) socket.write(`${JSON.stringify(current)}\n`);
      socket.once('close', () => {
        clients.delete(socket);
        changed();
      });
      changed();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: Address = { port: (server.address() as AddressInfo).port, token, pid: process.pid };
  const draft = draftOf(file);
  writeFileSync(draft, JSON.stringify(address), { mode: 0o600 });
  entrust(draft, heir);
  renameSync(draft, file);
  return {
    get clients() {
      return clients.size;
    },
    say(message) {
      current = message;
      for (const socket of clients) socket.write(`${JSON.stringify(message)}\n`);
    },
    onChange(listener) {
      changed = listener;
    },
    close() {
      rmSync(file, { force: true });
      server.close();
      for (const socket of clients) socket.end();
    },
  };
}

/** The command's end. What was said before `onMessage` is called is said again to it. */
export interface ControlClient {
  readonly socket: Socket;
  onMessage(listener: (message: ControlMessage) => void): void;
}

/** Null when the supervisor of this pid has not opened its end yet, or has closed it. */
export function connectControl(file: string, pid: number): Promise<ControlClient | null> {
  const address = readAddress(file);
  if (address?.pid !== pid) return Promise.resolve(null);
  return new Promise((resolve) => {
    const socket = connect(address.port, '127.0.0.1');
    const lines = linesOf(socket);
    const early: ControlMessage[] = [];
    let hear = (message: ControlMessage) => {
      early.push(message);
    };
    lines.on('line', (line) => hear(JSON.parse(line) as ControlMessage));
    const onMessage = (listener: (message: ControlMessage) => void) => {
      hear = listener;
      early.forEach(listener);
    };
    socket.once('connect', () => {
      socket.write(`${address.token}\n`);
      resolve({ socket, onMessage });
    });
    socket.once('error', () => resolve(null));
  });
}

/** An interface of lines passes the errors of its socket on, and unheard they end the process. `close` follows each of them. */
function linesOf(socket: Socket): Interface {
  socket.on('error', () => {});
  return createInterface(socket).on('error', () => {});
}

function readAddress(file: string): Address | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Address;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
