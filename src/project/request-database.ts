import { chooseDatabase, type DatabaseChoice } from './choose-database.ts';
import { type Found, findProject } from './find-project.ts';
import type { Progress } from './open-database.ts';

/** What a command was told about project and database. */
export interface ProjectRequest {
  /** Where the project is looked for, upwards unless `exactly`. */
  readonly directory: string;
  readonly exactly: boolean;
  /** `--database-url`. */
  readonly databaseUrl: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: Progress;
}

/** The database of a command that needs no flows. A project is only looked for when nothing else names a database. */
export async function requestDatabase(request: ProjectRequest): Promise<Found<{ readonly choice: DatabaseChoice; readonly root: string }>> {
  const { databaseUrl: option, environment, directory, exactly } = request;
  const named = chooseDatabase({ option, environment, project: null });
  if (named.value === null) return { value: null, diagnostics: named.diagnostics, source: null };
  if (named.value.kind === 'url') return { value: { choice: named.value, root: directory }, diagnostics: [], source: null };
  const { value: project, diagnostics, source } = await findProject(directory, { exactly });
  if (project === null) return { value: null, diagnostics, source };
  const chosen = chooseDatabase({ option, environment, project: project.database.url });
  if (chosen.value === null) return { value: null, diagnostics: chosen.diagnostics, source };
  return { value: { choice: chosen.value, root: project.root }, diagnostics: [], source };
}
