import pg from 'pg';
import { type Database, databaseOver } from './database.ts';
import { valueTypes } from './values.ts';

/** Why a database cannot be used, for a message that helps. Never holds the password. */
export interface ConnectionProblem {
  readonly kind: 'invalid-url' | 'unreachable' | 'authentication' | 'no-database' | 'tls' | 'too-many-connections' | 'other';
  /** What the server or the network said. */
  readonly message: string;
  /** `host:port/database as user`; null where the URL cannot be read. */
  readonly target: string | null;
}

export type OpenResult = { readonly ok: true; readonly database: Database } | { readonly ok: false; readonly problem: ConnectionProblem };

export interface OpenOptions {
  /** Connections at most; default 10. */
  readonly max?: number;
  readonly applicationName?: string;
}

/** Connects once, so that what is wrong is known here and not at the first statement. */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<OpenResult> {
  const config = clientConfig(url, options.applicationName);
  const probe = await openClient(url, config);
  if (!probe.ok) return probe;
  let serverVersion: number;
  try {
    serverVersion = await majorVersion(probe.client);
  } finally {
    await probe.client.end();
  }
  const pool = new pg.Pool({ ...config, max: options.max ?? 10, idleTimeoutMillis: 30_000 });
  // A connection that breaks is replaced by the pool when it is needed; unheard, it would end the process, whether it was idle
  // or had just been handed out.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return { ok: true, database: databaseOver(pool, config, url, serverVersion) };
}

/** One plain client of pg, for the parts of this room that speak the protocol themselves. */
export async function openClient(
  url: string,
  config: pg.ClientConfig = clientConfig(url),
): Promise<{ readonly ok: true; readonly client: pg.Client } | { readonly ok: false; readonly problem: ConnectionProblem }> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    return { ok: false, problem: { kind: 'invalid-url', message: 'it does not begin with postgres://', target: null } };
  }
  let client: pg.Client;
  try {
    client = new pg.Client(config);
  } catch (error) {
    return { ok: false, problem: { kind: 'invalid-url', message: (error as Error).message, target: null } };
  }
  // What breaks later is told by the statement that meets it.
  client.on('error', () => {});
  try {
    await client.connect();
    return { ok: true, client };
  } catch (error) {
    return { ok: false, problem: problemOf(error as Error & { code?: string }, client) };
  }
}

export async function majorVersion(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ v: number }>("SELECT current_setting('server_version_num')::int / 10000 AS v");
  return (rows[0] as { v: number }).v;
}

export function clientConfig(url: string, applicationName = 'pgdurable'): pg.ClientConfig {
  return {
    connectionString: withLibpqTls(url),
    // Names itself only where neither URL nor environment does.
    fallback_application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueTypes,
  };
}

/** pg reads `sslmode=require` as verify-full, every other client of Postgres as "encrypt, whoever it is": so do we. */
function withLibpqTls(url: string): string {
  return /[?&]sslmode=(prefer|require|verify-ca)\b/.test(url) && !/[?&]uselibpqcompat=/.test(url) ? `${url}&uselibpqcompat=true` : url;
}

function problemOf(error: Error & { code?: string }, client: pg.Client): ConnectionProblem {
  const target = `${client.host}:${client.port}/${client.database} as ${client.user}`;
  // Of a host with several addresses Node says nothing but "AggregateError".
  const message = error instanceof AggregateError ? error.errors.map((each: Error) => each.message).join('; ') : error.message;
  return { kind: kindOf(error.code ?? '', message), message, target };
}

function kindOf(code: string, message: string): ConnectionProblem['kind'] {
  if (/SSL|TLS|certificate|no encryption/i.test(message) || /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code))
    return 'tls';
  if (code === '3D000' || /no such database/.test(message)) return 'no-database';
  if (code.startsWith('28') || /authentication failed|password must be a string|no such user/.test(message)) return 'authentication';
  if (code === '53300' || /no more connections allowed/.test(message)) return 'too-many-connections';
  if (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_|ENOENT|EACCES|57P03)/.test(code) ||
    /^Connection terminated|^timeout expired|timeout exceeded/.test(message)
  ) {
    return 'unreachable';
  }
  return 'other';
}
