import {
  type CompiledProject,
  chooseDatabase,
  compileProject,
  type Diagnostic,
  findProject,
  type Project,
  type SourceFile,
} from '../index.ts';
import type { Cli } from './cli.ts';
import { projectRequest } from './request.ts';
import { progressLine } from './views/progress.ts';

export type CompiledSources =
  | { readonly ok: true; readonly project: Project; readonly compiled: CompiledProject }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly sources: readonly SourceFile[] };

/** Finds the project and compiles it, for the commands that begin with that. `ok` says nothing about errors in the flows. */
export async function compileSources(cli: Cli, paths: readonly string[], devUrl: string | undefined): Promise<CompiledSources> {
  const progress = progressLine(cli.stderr);
  const { directory, exactly } = projectRequest(cli, progress.show);
  const { value: project, source, diagnostics } = await findProject(directory, { exactly });
  if (project === null) return { ok: false, diagnostics, sources: source === null ? [] : [source] };
  const server = chooseDatabase({ option: devUrl, optionName: '--dev-url', environment: {}, project: null });
  if (server.value === null) return { ok: false, diagnostics: server.diagnostics, sources: [] };
  const compiled = await compileProject(project, { paths, cwd: cli.environment.cwd, server: server.value, onProgress: progress.show });
  progress.end();
  return { ok: true, project, compiled };
}
