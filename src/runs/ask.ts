import { isConnectionLost, type Parameter, type Session, sqlErrorOf } from '../db/index.ts';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import type { SqlError } from '../sql/index.ts';

/** The engine in one database. `where` names the database for people; it holds no password. */
export interface Engine {
  readonly session: Session;
  readonly where: string;
}

/** What certain refusals of the server mean for the one who asked, by SQLSTATE. */
export type Refusals = Readonly<Record<string, (error: SqlError) => Diagnostic>>;

/** Runs a statement on the engine. What the server refuses becomes a finding, the value is null then. */
export async function ask<R>(
  engine: Engine,
  text: string,
  values: readonly Parameter[] = [],
  refusals: Refusals = {},
): Promise<Phase<readonly R[] | null>> {
  try {
    return { value: await engine.session.query<R>(text, values), diagnostics: [] };
  } catch (thrown) {
    return { value: null, diagnostics: [explain(engine, thrown, text, refusals)] };
  }
}

/** Schema, table or function of the engine missing. */
const missing: ReadonlySet<string> = new Set(['3F000', '42P01', '42883']);

function explain(engine: Engine, thrown: unknown, text: string, refusals: Refusals): Diagnostic {
  const { where } = engine;
  if (isConnectionLost(thrown)) return diagnose('database-unreachable', null, { where, reason: (thrown as Error).message });
  const error = sqlErrorOf(thrown, text);
  if (error === null) throw thrown;
  const known = refusals[error.code];
  if (known !== undefined) return known(error);
  if (missing.has(error.code)) return diagnose('engine-not-installed', null, { where });
  if (error.code === '42501') return diagnose('insufficient-privilege', null, { where, reason: error.message });
  return diagnose('database-failed', null, { where, reason: error.message, code: error.code });
}
