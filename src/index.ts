/**
 * The library: everything that a command can do. Problems of the user's project, database or input are values, with
 * `diagnostics` beside them; what is thrown is a bug, or a database that went away in the middle.
 */
export type { Compiled, CompiledFlow, CompileOptions } from './compile.ts';
export { type Database, openDatabase, openScratch, type Session, startEmbedded } from './db/index.ts';
export type { DeployPlan, DeployResult } from './deploy/index.ts';
export { type Explanation, explainDiagnostic } from './diagnostics/explain.ts';
export { catalogue, type Diagnostic, type Label, type Phase, type Severity, type Slug } from './diagnostics/index.ts';
export { ENGINE_VERSION, engineSql } from './engine/index.ts';
export * from './project/index.ts';
export * from './report/index.ts';
export { EVENT_LEVELS, type Runner, type RunnerEvent, type RunnerOptions, startRunner } from './runner/index.ts';
export * from './runs/index.ts';
export type { SourceFile, Span } from './source/index.ts';
