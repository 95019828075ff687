/**
 * The only room that speaks to Postgres: connections, transactions, scripts, the scratch database that judges SQL, and
 * the embedded server. It knows nothing of flows or of the text they are written in.
 */
export { type ConnectionProblem, type OpenResult, openDatabase } from './connect.ts';
export { CommitOutcomeUnknown, type Connection, type Database, type Parameter, type Session } from './database.ts';
export { EmbeddedServerFailure } from './embedded/attach.ts';
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded/start-embedded.ts';
export { createJudge } from './judge.ts';
export type { ScriptNotice, ScriptResult } from './run-script.ts';
export {
  openScratch,
  type SchemaError,
  type SchemaFile,
  type Scratch,
  type ScratchOptions,
  type ScratchResult,
  withoutPsqlGuards,
} from './scratch.ts';
export { isConnectionLost, sqlErrorOf } from './sql-error.ts';
