import pg from 'pg';
import { runScript, type ScriptResult } from './run-script.ts';
import { isConnectionLost } from './sql-error.ts';

/** What can be sent as `$1..$n`. An array becomes a Postgres array; JSON is sent as its text. */
export type Parameter = string | number | bigint | boolean | null | Uint8Array | readonly Parameter[];

/** Takes statements. Values come back as text, except boolean, smallint, integer, oid and double precision. */
export interface Session {
  /** Without `values` the text may hold several statements: they are one transaction, and the rows are those of the last. */
  query<R = Record<string, string | number | boolean | null>>(text: string, values?: readonly Parameter[]): Promise<readonly R[]>;
  /** The number of rows that the (last) statement returned or changed. */
  execute(text: string, values?: readonly Parameter[]): Promise<number>;
  /** Runs a text of several statements, such as a migration; what the server refuses is a value with its place. */
  script(text: string): Promise<ScriptResult>;
}

/** One connection outside the pool, for what belongs to a connection: notifications, notices, cancelling by pid. */
export interface Connection extends Session {
  readonly backendPid: number;
  readonly closed: Promise<void>;
  onNotification(listener: (channel: string, payload: string) => void): void;
  onNotice(listener: (severity: string, message: string) => void): void;
  close(): Promise<void>;
}

/** A database through a small pool. No state of a session is relied on: there may be a transaction pooler between. */
export interface Database extends Session {
  /** Major version of the server. */
  readonly serverVersion: number;
  readonly url: string;
  transaction<T>(use: (session: Session) => Promise<T>): Promise<T>;
  /**
   * With `settings` as the session's own: RESET returns to them. Only for a connection that leads to a server of its own; a
   * pooler may refuse them.
   */
  connection(settings?: Readonly<Record<string, string>>): Promise<Connection>;
  close(): Promise<void>;
}

/** The connection was lost while COMMIT was on its way. Only the database can say what happened: read it again. */
export class CommitOutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the connection was lost during COMMIT', { cause });
  }
}

type Queryable = pg.Pool | pg.ClientBase;

export function sessionOver(target: Queryable): Session {
  return {
    async query<R>(text: string, values?: readonly Parameter[]) {
      return (await send(target, text, values)).rows as R[];
    },
    async execute(text, values) {
      return (await send(target, text, values)).rowCount ?? 0;
    },
    script: (text) => (target instanceof pg.Pool ? scriptInPool(target, text) : runScript(target, text)),
  };
}

async function send(target: Queryable, text: string, values?: readonly Parameter[]): Promise<pg.QueryResult> {
  const result: pg.QueryResult | pg.QueryResult[] = values === undefined ? await target.query(text) : await target.query(text, [...values]);
  return Array.isArray(result) ? (result.at(-1) as pg.QueryResult) : result;
}

async function scriptInPool(pool: pg.Pool, text: string): Promise<ScriptResult> {
  const client = await pool.connect();
  let failure: Error | undefined;
  const onError = (error: Error) => {
    failure = error;
  };
  client.on('error', onError);
  try {
    return await runScript(client, text);
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(failure);
  }
}

export function databaseOver(pool: pg.Pool, config: pg.ClientConfig, url: string, serverVersion: number): Database {
  let closing: Promise<void> | null = null;
  return {
    ...sessionOver(pool),
    serverVersion,
    url,
    transaction: (use) => inTransaction(pool, use),
    async connection(settings = {}) {
      const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`);
      const client = new pg.Client(options.length === 0 ? config : { ...config, options: options.join(' ') });
      // A statement on its way is told by its own promise; `closed` tells everybody else.
      client.on('error', () => {});
      await client.connect();
      return connectionOver(client);
    },
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

async function inTransaction<T>(pool: pg.Pool, use: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    let value: T;
    try {
      value = await use(sessionOver(client));
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    }
    await commit(client);
    return value;
  } catch (error) {
    if (isConnectionLost(error) || error instanceof CommitOutcomeUnknown) broken = error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function commit(client: pg.ClientBase): Promise<void> {
  let result: pg.QueryResult;
  try {
    result = await client.query('COMMIT');
  } catch (error) {
    throw isConnectionLost(error) ? new CommitOutcomeUnknown(error) : error;
  }
  // Postgres answers COMMIT of a failed transaction with ROLLBACK and no error.
  if (result.command === 'ROLLBACK') throw new Error('the transaction was rolled back: a statement in it had failed');
}

function connectionOver(client: pg.Client): Connection {
  const closed = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
  });
  return {
    ...sessionOver(client),
    backendPid: (client as unknown as { processID: number }).processID,
    closed,
    onNotification(listener) {
      client.on('notification', ({ channel, payload }) => listener(channel, payload ?? ''));
    },
    onNotice(listener) {
      client.on('notice', ({ severity, message }) => listener(severity ?? 'NOTICE', message ?? ''));
    },
    close: () => client.end(),
  };
}
