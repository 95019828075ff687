import { parse, TomlError } from 'smol-toml';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import { type SourceFile, span } from '../source/index.ts';
import { keyPlaces, placeOf } from './key-places.ts';
import { lintLevels, settableCodes, suggestLintKey } from './lint.ts';
import { defaultSettings, type LintLevel, type ProjectSettings } from './project-file.ts';
import { type Reader, readBoolean, readString, readStrings, readTable, type Table, wrongType } from './read-values.ts';

/** Reads the text of a project file. The value is null when it cannot be used; every problem of it is reported at once. */
export function parseProjectFile(source: SourceFile): Phase<ProjectSettings | null> {
  const document = readToml(source);
  if (document.value === null) return { value: null, diagnostics: document.diagnostics };
  const places = keyPlaces(source);
  const problems: Diagnostic[] = [];
  const reader: Reader = { at: (path) => placeOf(places, path) ?? span(source.path, 0, 0), report: (problem) => problems.push(problem) };

  const root = readTable(reader, document.value, [], ['flows', 'schema', 'out', 'database', 'http', 'lint']);
  const database = readTable(reader, root, ['database'], ['url', 'search_path']);
  const http = readTable(reader, root, ['http'], ['allow', 'idempotent']);
  const lint = readTable(reader, root, ['lint'], null);
  const otherwise = defaultSettings;
  const settings: ProjectSettings = {
    flows: readStrings(reader, root, ['flows']) ?? otherwise.flows,
    schema: readStrings(reader, root, ['schema']) ?? otherwise.schema,
    out: readString(reader, root, ['out']) ?? otherwise.out,
    database: {
      url: readString(reader, database, ['database', 'url']) ?? otherwise.database.url,
      searchPath: readStrings(reader, database, ['database', 'search_path']) ?? otherwise.database.searchPath,
    },
    http: {
      allow: readStrings(reader, http, ['http', 'allow']) ?? otherwise.http.allow,
      idempotent: readStrings(reader, http, ['http', 'idempotent']) ?? otherwise.http.idempotent,
    },
    lint: {
      warningsAsErrors: readBoolean(reader, lint, ['lint', 'warnings_as_errors']) ?? otherwise.lint.warningsAsErrors,
      levels: readLevels(reader, lint),
    },
  };
  return { value: problems.length === 0 ? settings : null, diagnostics: problems };
}

function readToml(source: SourceFile): Phase<Table | null> {
  try {
    return { value: parse(source.text.replace(/^\uFEFF/, '')), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const offset = offsetOf(source.text, error.line, error.column);
    const problem = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    return { value: null, diagnostics: [diagnose('project-file-syntax', span(source.path, offset, offset), { problem })] };
  }
}

/** Lines and columns of the TOML reader count from 1. */
function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
  return Math.min(start + column - 1, text.length);
}

function readLevels(reader: Reader, lint: Table): ReadonlyMap<string, LintLevel> {
  const levels = new Map<string, LintLevel>();
  const settable = settableCodes();
  for (const [key, value] of Object.entries(lint)) {
    if (key === 'warnings_as_errors') continue;
    const found = lintLevels.find((level) => level === value);
    if (!settable.includes(key)) {
      reader.report(diagnose('unknown-lint', reader.at(['lint', key]), { key, suggestion: suggestLintKey(key) }));
    } else if (found === undefined) {
      wrongType(reader, ['lint', key], '"off", "warning" or "error"', value);
    } else {
      levels.set(key, found);
    }
  }
  return levels;
}
