import { entry } from '../entry.ts';

const didYouMean = (suggestion: string | null): string | null => (suggestion === null ? null : `did you mean ${suggestion}?`);

/** Class 7, part 1: the project file and the files of the project. */
export const project = {
  'no-project-file': entry<{ directory: string; above: boolean }>({
    code: 'DF7001',
    severity: 'error',
    summary: 'no project file',
    message: ({ directory, above }) => `There is no pgdurable.toml in ${directory}${above ? ' or in any directory above it' : ''}.`,
    help: () => 'go into the project, name it with --project <dir>, or begin one with: pgdurable init',
    explain:
      'A project is a directory with a pgdurable.toml. The file is found by walking up from the working directory; every key in it is optional, so an empty file is enough.',
  }),
  'project-file-syntax': entry<{ problem: string }>({
    code: 'DF7002',
    severity: 'error',
    summary: 'the project file is not TOML',
    message: ({ problem }) => `The project file cannot be read: ${problem}`,
    help: () => 'strings stand in double quotes, lists in brackets: flows = ["flows/**/*.dflow"]',
    explain: 'pgdurable.toml is a TOML 1.0 document. The place named is where the reader stopped understanding it.',
  }),
  'unknown-project-key': entry<{ key: string; suggestion: string | null; known: readonly string[] }>({
    code: 'DF7003',
    severity: 'error',
    summary: 'unknown key in the project file',
    message: ({ key }) => `The project file has no key ${key}.`,
    help: ({ suggestion, known }) => didYouMean(suggestion) ?? `the keys here are: ${known.join(', ')}`,
    explain:
      'A key that nobody reads is most likely a slip of the pen, and the setting it was meant to make would silently not be made; so it is an error.',
  }),
  'project-key-type': entry<{ key: string; expected: string; found: string }>({
    code: 'DF7004',
    severity: 'error',
    summary: 'wrong type in the project file',
    message: ({ key, expected, found }) => `${key} must be ${expected}, not ${found}.`,
    explain: 'Every key of the project file has one type. Lists of one element are lists too: schema = ["db/schema.sql"].',
  }),
  'no-flows': entry<{ patterns: readonly string[]; root: string }>({
    code: 'DF7005',
    severity: 'error',
    summary: 'no flow files',
    message: ({ patterns, root }) => `No file under ${root} matches flows = [${patterns.map((pattern) => `"${pattern}"`).join(', ')}].`,
    help: () => 'put a .dflow file there, or change flows in pgdurable.toml',
    explain: 'The key flows of the project file lists glob patterns, relative to the project. None of them matches a file.',
  }),
  'missing-path': entry<{ path: string }>({
    code: 'DF7006',
    severity: 'error',
    summary: 'no such file or directory',
    message: ({ path }) => `There is no file or directory ${path}.`,
    explain: 'A path that was given, on the command line or as a plain name in the project file, does not exist.',
  }),
  'path-not-in-project': entry<{ path: string; patterns: readonly string[] }>({
    code: 'DF7007',
    severity: 'error',
    summary: 'a path without flows',
    message: ({ path }) => `${path} is not and does not hold a flow file of this project.`,
    help: ({ patterns }) => `flow files are those that match flows = [${patterns.map((pattern) => `"${pattern}"`).join(', ')}]`,
    explain:
      'Paths on the command line choose among the flow files of the project; they do not add to them. The patterns in the project file say which files these are.',
  }),
  'unreadable-file': entry<{ path: string; reason: string }>({
    code: 'DF7008',
    severity: 'error',
    summary: 'a file cannot be read',
    message: ({ path, reason }) => `${path} cannot be read: ${reason}.`,
    explain: 'The operating system refused to hand out the file.',
  }),
  'not-utf8': entry<{ path: string }>({
    code: 'DF7009',
    severity: 'error',
    summary: 'a file that is not UTF-8',
    message: ({ path }) => `${path} is not UTF-8 text from this place on.`,
    help: () => 'save the file as UTF-8',
    explain: 'Flows, schema files and the project file are UTF-8 text. Another encoding would be read as other letters than were written.',
  }),
  'file-too-large': entry<{ path: string; bytes: number; limit: number }>({
    code: 'DF7010',
    severity: 'error',
    summary: 'a file that is too large',
    message: ({ path, bytes, limit }) => `${path} has ${bytes} bytes; the limit is ${limit}.`,
    explain: 'A flow file may have 4 MiB and a schema file 64 MiB. A schema file holds definitions; data belongs elsewhere.',
  }),
  'init-exists': entry<{ path: string }>({
    code: 'DF7011',
    severity: 'error',
    summary: 'a file is there already',
    message: ({ path }) => `${path} exists already. Nothing was written.`,
    help: () => 'begin the project in another directory: pgdurable init <dir>',
    explain: 'init begins a new project. It never writes over a file that exists, and writes nothing if it would have to.',
  }),
  'unset-variable': entry<{ variable: string; key: string }>({
    code: 'DF7012',
    severity: 'error',
    summary: 'an environment variable that is not set',
    message: ({ variable, key }) => `The project file takes ${key} from the environment variable ${variable}, which is not set.`,
    help: ({ variable }) => `set ${variable}, or give --database-url`,
    explain:
      'A value written env:NAME is read from the environment when a command runs. An unset variable is an error: going on with another database would be worse.',
  }),
  'bad-database-url': entry<{ source: string }>({
    code: 'DF7013',
    severity: 'error',
    summary: 'not a database URL',
    message: ({ source }) => `What ${source} holds is not a Postgres URL.`,
    help: () => 'a URL looks like postgres://user@host:5432/database',
    explain:
      'A database is named by a URL that begins with postgres:// or postgresql://. Characters of a password that mean something in a URL are percent-encoded. The URL is not shown, for it may hold a password.',
  }),
  'unwritable-file': entry<{ path: string; reason: string }>({
    code: 'DF7014',
    severity: 'error',
    summary: 'a file cannot be written',
    message: ({ path, reason }) => `${path} cannot be written: ${reason}.`,
    explain: 'The operating system refused to write the file. Files are written whole or not at all.',
  }),
  'schema-rejected': entry<{ problem: string }>({
    code: 'DF7015',
    severity: 'error',
    summary: 'a schema file is rejected',
    message: ({ problem }) => `Postgres rejects this schema file: ${problem}`,
    help: () => 'the files of schema = [..] are applied in order to an empty database; each must work on what those before it made',
    explain:
      'Steps are checked against a scratch database that is made from the schema files of the project, applied in the order in which the patterns list them and by name within a pattern. A file that fails there makes every later answer worthless, so nothing is checked.',
  }),
  'schema-changed': entry<{ path: string }>({
    code: 'DF7016',
    severity: 'warning',
    summary: 'a schema file changed after it was applied',
    message: ({ path }) => `${path} has changed since it was applied to the embedded database, which keeps the older form.`,
    help: () => 'put the change into a new schema file, or remove .pgdurable/ to begin with an empty database',
    explain:
      'The embedded database gets each schema file once, when it is first seen. A later change of a file cannot be applied again; changes belong in new files, as with any migration tool.',
  }),
  'unknown-lint': entry<{ key: string; suggestion: string | null }>({
    code: 'DF7017',
    severity: 'error',
    summary: 'an unknown diagnostic in [lint]',
    message: ({ key }) => `[lint] names ${key}, which is no diagnostic that may be set.`,
    help: ({ suggestion }) => didYouMean(suggestion) ?? 'codes of class 8 and 9 may be set to "off", "warning" or "error"',
    explain:
      'The table [lint] changes the severity of diagnostics by code. Errors of classes 1 to 4 are no matter of taste and cannot be set.',
  }),
} as const;
