import { compile } from '../../src/compile.ts';
import { openClient } from '../../src/db/connect.ts';
import { createJudge, type Session } from '../../src/db/index.ts';
import { deploy } from '../../src/deploy/index.ts';
import { DEFAULT_PARTS, engineSql } from '../../src/engine/engine-sql.ts';
import { type Major, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { drain } from './drive.ts';

export { MAJORS, type Major } from '../support/server.ts';

/** A database with the engine in it, and no runner: a test drives it by hand, so that it decides what happens when. */
export interface EngineDatabase extends TestDatabase {
  /** Compiles flows against this database and deploys them. */
  deploy(text: string): Promise<void>;
  start(flow: string, params?: unknown, options?: StartOptions): Promise<string>;
  /** Starts a run that lies in part 0: runs that lie in one part can meet in one batch. */
  startTogether(flow: string, params?: unknown, options?: StartOptions): Promise<string>;
  /** Runs everything that is due now, on one connection. */
  drain(): Promise<void>;
  /** Starts a run and drives it until nothing is due. */
  run(flow: string, params?: unknown): Promise<RunRow>;
  read(run: string): Promise<RunRow>;
  steps(run: string): Promise<readonly StepRow[]>;
  /** Rows as arrays of their values as text. */
  rows(sql: string, values?: readonly (string | number | null)[]): Promise<readonly (string | null)[][]>;
  /** The only value of the only row, as text. */
  value(sql: string, values?: readonly (string | number | null)[]): Promise<string | null>;
  /** Moves the engine's clock to this time, as if a runner had kept house all along; null: real time. */
  setClock(time: string | null): Promise<void>;
  /** Moves the engine's clock on. */
  later(interval: string): Promise<void>;
}

export interface StartOptions {
  readonly key?: string;
  readonly label?: string;
  readonly priority?: number;
  readonly at?: string;
}

export interface RunRow {
  readonly id: string;
  readonly status: string;
  /** JSON text, so that numbers are exact. */
  readonly result: string | null;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly step: string;
    readonly attempt: number;
    readonly line: number;
  } | null;
  readonly key: string | null;
  readonly label: string | null;
  readonly params: string;
  readonly waiting_until: string | null;
}

export interface StepRow {
  readonly step: string;
  readonly kind: string;
  readonly attempt: number;
  readonly status: string;
  readonly rows: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export async function engineDatabase(major: Major = 18, schema = '', parts = DEFAULT_PARTS): Promise<EngineDatabase> {
  const home = await testDatabase(major);
  const { database } = home;
  if (schema !== '') await must(database.script(schema));
  await must(database.script(engineSql({ from: 0, parts })));
  const engine: EngineDatabase = {
    ...home,
    deploy: (text) => deployFlows(home, text),
    async start(flow, params = {}, options = {}) {
      const [row] = await database.query<{ id: string }>(
        'SELECT pgdurable.start($1, $2::jsonb, key => $3, label => $4, priority => $5, at => $6) AS id',
        [flow, json(params), options.key ?? null, options.label ?? null, options.priority ?? null, options.at ?? null],
      );
      return (row as { id: string }).id;
    },
    async startTogether(flow, params, options) {
      for (;;) {
        const run = await engine.start(flow, params, options);
        if ((await engine.value('SELECT pgdurable.part_of($1)', [run])) === '0') return run;
        await database.query('DELETE FROM pgdurable.token WHERE run = $1', [run]);
      }
    },
    drain: () => drain(database),
    async run(flow, params) {
      const id = await engine.start(flow, params);
      await engine.drain();
      return engine.read(id);
    },
    async read(run) {
      const [row] = await database.query<RunRow & { error_text: string | null }>(
        `SELECT id::text, status, result::text, error::text AS error_text, key, label, params::text, waiting_until::text
           FROM pgdurable.runs WHERE id = $1`,
        [run],
      );
      if (row === undefined) throw new Error(`there is no run ${run}`);
      const { error_text, ...rest } = row;
      return { ...rest, error: error_text === null ? null : JSON.parse(error_text) };
    },
    async steps(run) {
      const rows = await database.query<StepRow & { error_text: string | null }>(
        `SELECT step, kind, attempt, status, rows::int, error::text AS error_text
           FROM pgdurable.steps WHERE run_id = $1 ORDER BY started_at, finished_at, node`,
        [run],
      );
      return rows.map(({ error_text, ...rest }) => ({ ...rest, error: error_text === null ? null : JSON.parse(error_text) }));
    },
    rows: (sql, values = []) => textRows(database, sql, values),
    async value(sql, values = []) {
      const rows = await textRows(database, sql, values);
      if (rows.length !== 1) throw new Error(`${rows.length} rows where one was expected: ${sql}`);
      return rows[0]?.[0] ?? null;
    },
    async setClock(time) {
      await database.query('SELECT pgdurable.set_clock($1::timestamptz)', [time]);
      await database.query('SELECT pgdurable.maintain()');
    },
    async later(interval) {
      await database.query('SELECT pgdurable.set_clock(pgdurable.now() + $1::interval)', [interval]);
      await database.query('SELECT pgdurable.maintain()');
    },
  };
  return engine;
}

/** JSON that a test has written out stays as it is. */
function json(params: unknown): string {
  return typeof params === 'string' ? params : JSON.stringify(params);
}

async function textRows(session: Session, sql: string, values: readonly (string | number | null)[]): Promise<(string | null)[][]> {
  const rows = await session.query<Record<string, unknown>>(sql, values);
  return rows.map((row) => Object.values(row).map((value) => (value === null ? null : String(value))));
}

async function deployFlows({ database, url }: TestDatabase, text: string): Promise<void> {
  const opened = await openClient(url);
  if (!opened.ok) throw new Error(opened.problem.message);
  try {
    const judge = await createJudge(opened.client);
    const { flows, diagnostics } = await compile([{ path: 'test.dflow', text }], { judge, searchPath: ['public'] });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join('\n'));
    await must(deploy(database, flows));
  } finally {
    await opened.client.end();
  }
}

async function must(done: Promise<{ readonly ok: boolean }>): Promise<void> {
  const result = await done;
  if (!result.ok) throw new Error(JSON.stringify(result, null, 2));
}
