import { entry } from '../entry.ts';
import { capital } from './capital.ts';

/** Class 7, part 2: the database that a command uses, and the engine in it. `where` never holds a password. */
export const database = {
  'database-unreachable': entry<{ where: string; reason: string }>({
    code: 'DF7101',
    severity: 'error',
    summary: 'the database cannot be reached',
    message: ({ where, reason }) => `No connection to ${where}: ${reason}.`,
    help: () =>
      'the database is the one of --database-url, PGDURABLE_DATABASE_URL, DATABASE_URL or the project file, in this order; without any it is embedded',
    explain: 'The server does not answer at this address. It may be down, the name or the port wrong, or a firewall in between.',
  }),
  'database-refused': entry<{ where: string; reason: string }>({
    code: 'DF7102',
    severity: 'error',
    summary: 'the database refuses the connection',
    message: ({ where, reason }) => `${capital(where)} refuses the connection: ${reason}.`,
    explain:
      'The server answers and says no: wrong user or password, no such database, no right to connect, TLS demanded, or no connection free.',
  }),
  'database-failed': entry<{ where: string; reason: string; code: string }>({
    code: 'DF7103',
    severity: 'error',
    summary: 'the database reports an error',
    message: ({ where, reason, code }) => `${capital(where)} reports an error: ${reason} (SQLSTATE ${code}).`,
    explain: 'A statement that this program sent was refused. The SQLSTATE is the code of the Postgres manual.',
  }),
  'embedded-failed': entry<{ reason: string }>({
    code: 'DF7104',
    severity: 'error',
    summary: 'the embedded Postgres does not start',
    message: ({ reason }) => `The embedded Postgres does not start: ${reason}`,
    help: () => 'give a database with --database-url, and for check, compile and deploy a server with --dev-url',
    explain:
      'Without another database a command starts the Postgres that comes with the npm package, with its data in .pgdurable/ of the project. It could not be started here.',
  }),
  'insufficient-privilege': entry<{ where: string; reason: string }>({
    code: 'DF7105',
    severity: 'error',
    summary: 'a right is missing',
    message: ({ where, reason }) => `${capital(where)}: ${reason}.`,
    help: () =>
      'grant the group role pgdurable_client (start, cancel, read) or pgdurable_runner (run) to this user; deploy needs the right to create schemas',
    explain:
      'Starting and reading runs needs the role pgdurable_client, driving them pgdurable_runner; the deploying role owns what it deploys.',
  }),
  'engine-not-installed': entry<{ where: string }>({
    code: 'DF7110',
    severity: 'error',
    summary: 'the engine is not installed',
    message: ({ where }) => `${capital(where)} has no schema pgdurable: the engine is not installed there.`,
    help: () => 'install it and deploy the flows with: pgdurable deploy',
    explain: 'The engine is a schema in the database. deploy installs it the first time, and upgrades it afterwards.',
  }),
  'engine-newer': entry<{ where: string; found: number; known: number }>({
    code: 'DF7111',
    severity: 'error',
    summary: 'the engine is newer than this program',
    message: ({ where, found, known }) => `The engine in ${where} has version ${found}; this program knows versions up to ${known}.`,
    help: () => 'update the npm package pgdurable',
    explain: 'A newer program has upgraded the engine. An older one cannot know what its tables mean now, and leaves them alone.',
  }),
  'engine-older': entry<{ where: string; found: number; known: number }>({
    code: 'DF7112',
    severity: 'error',
    summary: 'the engine is older than this program',
    message: ({ where, found, known }) => `The engine in ${where} has version ${found}; this program needs version ${known}.`,
    help: () => 'upgrade it with: pgdurable deploy',
    explain: 'deploy upgrades the engine in one transaction. Runs in flight go on.',
  }),
  'wrong-isolation': entry<{ where: string; found: string }>({
    code: 'DF7113',
    severity: 'error',
    summary: 'a default isolation level that the runner cannot work with',
    message: ({ where, found }) => `In ${where} default_transaction_isolation is ${found} for this user.`,
    help: () => "ALTER ROLE .. SET default_transaction_isolation = 'read committed' for the role of the runner",
    explain:
      'Claims rely on statements that see what others have committed, which is so under read committed alone. Steps that need more take locks or set the level of a function.',
  }),
  'port-taken': entry<{ port: number; reason: string }>({
    code: 'DF7114',
    severity: 'error',
    summary: 'a port that cannot be listened on',
    message: ({ port, reason }) => `Nothing can be served on port ${port}: ${reason}.`,
    help: () => 'choose another with --http-port, or 0 for any free one',
    explain:
      'The worker serves /healthz and /metrics on the port that --http-port names. Something else listens there, or the port is reserved.',
  }),
} as const;
