import { diagnose, type Phase } from '../diagnostics/index.ts';

/** The database of a command. `from` says who named it. */
export type DatabaseChoice = { readonly kind: 'url'; readonly url: string; readonly from: string } | { readonly kind: 'embedded' };

export interface DatabaseSources {
  /** The value of `--database-url`, or of an option by another name. */
  readonly option: string | undefined;
  readonly optionName?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `database.url` of the project file. */
  readonly project: string | null;
}

/** The first of: the option, PGDURABLE_DATABASE_URL, DATABASE_URL, the project file, the embedded Postgres. */
export function chooseDatabase(sources: DatabaseSources): Phase<DatabaseChoice | null> {
  const { option, environment, project } = sources;
  const named: readonly (readonly [string, string | undefined])[] = [
    [sources.optionName ?? '--database-url', option],
    ['PGDURABLE_DATABASE_URL', environment.PGDURABLE_DATABASE_URL || undefined],
    ['DATABASE_URL', environment.DATABASE_URL || undefined],
  ];
  for (const [from, url] of named) if (url !== undefined) return checked(url, from);
  if (project === null) return { value: { kind: 'embedded' }, diagnostics: [] };
  const variable = /^env:(.*)$/.exec(project)?.[1];
  if (variable === undefined) return checked(project, 'database.url of the project file');
  const url = environment[variable] || undefined;
  if (url !== undefined) return checked(url, variable);
  return { value: null, diagnostics: [diagnose('unset-variable', null, { variable, key: 'database.url' })] };
}

function checked(url: string, from: string): Phase<DatabaseChoice | null> {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return { value: { kind: 'url', url, from }, diagnostics: [] };
  return { value: null, diagnostics: [diagnose('bad-database-url', null, { source: from })] };
}
