/** The name of the file that makes a directory a project. */
export const PROJECT_FILE = 'pgdurable.toml';

/** What the project file says, defaults filled in. Patterns and paths are relative to the project. */
export interface ProjectSettings {
  readonly flows: readonly string[];
  readonly schema: readonly string[];
  readonly out: string;
  readonly database: {
    /** As written: a URL or `env:NAME`. Null means the embedded Postgres. */
    readonly url: string | null;
    readonly searchPath: readonly string[];
  };
  readonly http: { readonly allow: readonly string[]; readonly idempotent: readonly string[] };
  readonly lint: { readonly warningsAsErrors: boolean; readonly levels: ReadonlyMap<string, LintLevel> };
}

export type LintLevel = 'off' | 'warning' | 'error';

export const defaultSettings: ProjectSettings = {
  flows: ['flows/**/*.dflow'],
  schema: ['db/*.sql'],
  out: 'migrations',
  database: { url: null, searchPath: ['public'] },
  http: { allow: [], idempotent: [] },
  lint: { warningsAsErrors: false, levels: new Map() },
};

export interface Project extends ProjectSettings {
  /** The absolute path of the directory that holds the project file. */
  readonly root: string;
}
