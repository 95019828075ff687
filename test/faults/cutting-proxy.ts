import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One message of the protocol, as it passes. */
export interface Message {
  readonly from: 'client' | 'server';
  /** The statement that a client sends, or the tag of one that the server has done; empty for all other messages. */
  readonly statement: string;
  /** What the client of this connection has asked for last. */
  readonly asked: string;
}

/** A network between clients and a server in which a connection can break at a chosen message. */
export interface CuttingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** The connection of a message for which `cuts` is true breaks, and the message does not arrive. */
export async function startCuttingProxy(url: string, cuts: (message: Message) => boolean): Promise<CuttingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let asked = '';
    const ways = [
      [client, upstream, messagesOf('client')],
      [upstream, client, messagesOf('server')],
    ] as const;
    for (const [from, to, read] of ways) {
      sockets.add(from);
      from.on('data', (chunk) => {
        for (const { bytes, sender, statement } of read(chunk)) {
          if (sender === 'client' && statement !== '') asked = statement;
          if (cuts({ from: sender, statement, asked })) return cut();
          to.write(bytes);
        }
      });
      from.on('end', () => to.end());
      from.on('error', cut);
      from.on('close', () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

type Reader = (chunk: Buffer) => readonly { readonly bytes: Buffer; readonly sender: Message['from']; readonly statement: string }[];

function messagesOf(sender: Message['from']): Reader {
  let rest: Buffer = Buffer.alloc(0);
  // What a client says first has no type before its length.
  let typed = sender === 'server';
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const found: { bytes: Buffer; sender: Message['from']; statement: string }[] = [];
    for (;;) {
      const header = typed ? 1 : 0;
      if (rest.length < header + 4) break;
      const length = header + rest.readUInt32BE(header);
      if (rest.length < length) break;
      const bytes = rest.subarray(0, length);
      rest = rest.subarray(length);
      found.push({ bytes, sender, statement: typed ? statementOf(sender, bytes) : '' });
      typed = true;
    }
    return found;
  };
}

function statementOf(from: Message['from'], bytes: Buffer): string {
  const type = String.fromCharCode(bytes[0]!);
  const body = bytes.subarray(5);
  if (from === 'server') return type === 'C' ? text(body) : '';
  if (type === 'Q') return text(body);
  // Parse: the name of the prepared statement, then its text.
  return type === 'P' ? text(body.subarray(body.indexOf(0) + 1)) : '';
}

function text(body: Buffer): string {
  return body.toString('utf8', 0, body.indexOf(0));
}
