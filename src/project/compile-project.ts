import { type CompiledFlow, compile } from '../compile.ts';
import { openScratch, type SchemaError } from '../db/index.ts';
import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { engineSql } from '../engine/index.ts';
import { type SourceFile, span } from '../source/index.ts';
import { quoteIdentifier, type SqlJudge } from '../sql/index.ts';
import type { DatabaseChoice } from './choose-database.ts';
import { describeProblem } from './describe-problem.ts';
import { choose } from './discover.ts';
import { applyLint } from './lint.ts';
import { openServer, type Progress } from './open-database.ts';
import type { Project } from './project-file.ts';
import { readFlows, readSchema } from './read-sources.ts';

export interface CompileRequest {
  /** Flow files, or directories with some, relative to `cwd`; none means all of the project. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** The server on which the scratch database is made. */
  readonly server: DatabaseChoice;
  readonly onProgress: Progress;
}

export interface CompiledProject {
  /** The flows of the chosen files that have no errors. */
  readonly flows: readonly CompiledFlow[];
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that was read: what findings point into. */
  readonly sources: readonly SourceFile[];
  /** The chosen files. */
  readonly chosen: ReadonlySet<string>;
}

/**
 * Compiles the project against its schema. Always all of it, as flows call each other; the chosen paths then say which
 * flows and findings are of interest.
 */
export async function compileProject(project: Project, request: CompileRequest): Promise<CompiledProject> {
  const flows = await readFlows(project);
  const schema = await readSchema(project);
  const chosen = await choose(
    project,
    flows.value.map(({ path }) => path),
    request.paths,
    request.cwd,
  );
  const sources = [...flows.value, ...schema.value];
  const unread = [...flows.diagnostics, ...schema.diagnostics, ...chosen.diagnostics];
  if (unread.length > 0) return { flows: [], diagnostics: unread, sources, chosen: chosen.value };

  const judged = await withJudge(project, schema.value, request, (judge) =>
    compile(flows.value, { judge, searchPath: project.database.searchPath }),
  );
  const ignored = new Set(flows.value.map(({ path }) => path).filter((path) => !chosen.value.has(path)));
  const relevant = judged.diagnostics.filter(({ span }) => span === null || !ignored.has(span.file));
  return {
    flows: judged.flows.filter(({ source }) => chosen.value.has(source.file)),
    diagnostics: applyLint(relevant, project.lint),
    sources,
    chosen: chosen.value,
  };
}

type Compiled = Pick<CompiledProject, 'flows' | 'diagnostics'>;

async function withJudge(
  project: Project,
  schema: readonly SourceFile[],
  { server: choice, onProgress }: CompileRequest,
  use: (judge: SqlJudge) => Promise<Compiled>,
): Promise<Compiled> {
  const server = await openServer(choice, project.root, onProgress);
  if (server.value === null) return { flows: [], diagnostics: server.diagnostics };
  const { url, where, release } = server.value;
  try {
    const files = schema.map(({ path, text }) => ({ path, text: withoutMark(text) }));
    const opened = await openScratch({ url, schema: files, searchPath: searchPathOf(project), prelude: engineSql() });
    if (!opened.ok) return { flows: [], diagnostics: [describeProblem(opened.problem, where)] };
    try {
      const { schemaErrors, judge } = opened.scratch;
      return schemaErrors.length > 0 ? { flows: [], diagnostics: schemaErrors.map(rejected) } : await use(judge);
    } finally {
      await opened.scratch.close();
    }
  } finally {
    await release();
  }
}

/** An empty list is the empty search_path, which finds nothing but what Postgres itself defines. */
function searchPathOf({ database: { searchPath } }: Project): string {
  return searchPath.length === 0 ? "''" : searchPath.map(quoteIdentifier).join(', ');
}

/** Postgres reads a byte order mark as a character of SQL. A blank keeps every offset. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, ' ');
}

function rejected({ path, offset, error }: SchemaError): Diagnostic {
  const at = offset === null ? null : span(path, offset, offset + 1);
  return diagnose('schema-rejected', at ?? span(path, 0, 0), { problem: error.message });
}
