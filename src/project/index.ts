/**
 * A project on disk: its file, its flows and schema, the migrations written for it, the database it uses. The room that
 * reads and writes files; it prints nothing.
 */
export { chooseDatabase, type DatabaseChoice, type DatabaseSources } from './choose-database.ts';
export type { CompileOutputs } from './compile-outputs.ts';
export type { CompiledProject, CompileRequest } from './compile-project.ts';
export type { Deployed } from './deploy-project.ts';
export { describeThrown } from './describe-problem.ts';
export { type Found, findProject } from './find-project.ts';
export { initProject, type NewProject } from './init-project.ts';
export { applyLint } from './lint.ts';
export { type OpenedDatabase, openChosenDatabase, type Progress } from './open-database.ts';
export { type OpenedEngine, openEngine } from './open-engine.ts';
export { parseProjectFile } from './parse-project-file.ts';
export { type PlannedMigration, planMigrations } from './plan-migrations.ts';
export { defaultSettings, type LintLevel, PROJECT_FILE, type Project, type ProjectSettings } from './project-file.ts';
export { readFlows, readSchema } from './read-sources.ts';
export { type ProjectRequest, requestDatabase } from './request-database.ts';
export { type Target, targets } from './targets.ts';
export { toolVersion } from './tool-version.ts';
export { compile, compileOutputs, compileProject, deploy, deployProject, planProject } from './when-needed.ts';
export { writeWhole } from './write-file.ts';
export { listOutputs, type OutputFile, outdated, writeOutputs } from './write-outputs.ts';
