import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProjectFile } from '../../src/project/parse-project-file.ts';
import { defaultSettings } from '../../src/project/project-file.ts';
import { LineIndex } from '../../src/source/index.ts';

/** The findings as `line:column slug message help`. */
function problems(text: string): readonly string[] {
  const { value, diagnostics } = parseProjectFile({ path: 'pgdurable.toml', text });
  expect(value === null).toBe(diagnostics.length > 0);
  const index = new LineIndex(text);
  return diagnostics.map(({ span, slug, message, help }) => {
    const { line, column } = index.positionAt(span?.start ?? 0);
    return `${line}:${column} ${slug}: ${message}${help === null ? '' : ` ${help}`}`;
  });
}

function settings(text: string) {
  const { value, diagnostics } = parseProjectFile({ path: 'pgdurable.toml', text });
  expect(diagnostics).toEqual([]);
  return value;
}

describe('the project file', () => {
  it('needs no key', () => {
    expect(settings('')).toEqual(defaultSettings);
    expect(settings('\uFEFF# nothing\n')).toEqual(defaultSettings);
  });

  it('takes every key of the manual', () => {
    const text = `flows    = ["flows/**/*.dflow"]
schema   = ["db/*.sql", "more.sql"]          # what steps are checked against
out      = "sql"
[database]
url      = "env:DATABASE_URL"
search_path = ["app", "public"]
[http]
allow    = ["api.example.com", "*.internal.example.com:8443"]
idempotent = ["api.example.com"]
[lint]
warnings_as_errors = true
"DF8001"           = "off"
`;
    expect(settings(text)).toEqual({
      flows: ['flows/**/*.dflow'],
      schema: ['db/*.sql', 'more.sql'],
      out: 'sql',
      database: { url: 'env:DATABASE_URL', searchPath: ['app', 'public'] },
      http: { allow: ['api.example.com', '*.internal.example.com:8443'], idempotent: ['api.example.com'] },
      lint: { warningsAsErrors: true, levels: new Map([['DF8001', 'off']]) },
    });
  });

  it.each([
    ['a key that nobody reads', 'flow = ["a"]\n', '1:1 unknown-project-key: The project file has no key flow. did you mean flows?'],
    [
      'one that resembles none',
      '\n[database]\nhost = "x"\n',
      '3:1 unknown-project-key: The project file has no key database.host. the keys here are: url, search_path',
    ],
    [
      'a table that nobody reads',
      '[databse]\nurl = "x"\n',
      '1:1 unknown-project-key: The project file has no key databse. did you mean database?',
    ],
    [
      'a key in an inline table',
      'database = { uri = "x" }\n',
      '1:1 unknown-project-key: The project file has no key database.uri. did you mean url?',
    ],
    ['a dotted key', 'http.alow = []\n', '1:1 unknown-project-key: The project file has no key http.alow. did you mean allow?'],
    ['a string for a list', 'schema = "db/*.sql"\n', '1:1 project-key-type: schema must be a list of strings, not the string "db/*.sql".'],
    ['a number in a list', '# x\n  flows = ["a",\n 3]\n', '2:3 project-key-type: flows must be a list of strings, not a list with 3.'],
    ['a list for a string', 'out = []\n', '1:1 project-key-type: out must be a string, not a list.'],
    ['an empty string', 'out = ""\n', '1:1 project-key-type: out must be a string, not an empty string.'],
    ['a string for a table', 'lint = "strict"\n', '1:1 project-key-type: lint must be a table, [lint], not the string "strict".'],
    ['a list for a table', 'http = ["api.example.com"]\n', '1:1 project-key-type: http must be a table, [http], not a list.'],
    ['an array of tables', '[[database]]\nurl = "x"\n', '1:1 project-key-type: database must be a table, [database], not a list.'],
    [
      'a string for a truth value',
      '[lint]\nwarnings_as_errors = "yes"\n',
      '2:1 project-key-type: lint.warnings_as_errors must be true or false, not the string "yes".',
    ],
    ['a date', 'out = 2030-01-01\n', '1:1 project-key-type: out must be a string, not a date.'],
    [
      'a level that is none',
      '[lint]\n"DF8001" = "no"\n',
      '2:1 project-key-type: lint.DF8001 must be "off", "warning" or "error", not the string "no".',
    ],
    [
      'a slip of the pen among the lints',
      '[lint]\nwarning_as_errors = true\n',
      '2:1 unknown-lint: [lint] names warning_as_errors, which is no diagnostic that may be set. did you mean warnings_as_errors?',
    ],
    [
      'a diagnostic that is no matter of taste',
      '[lint]\nDF2003 = "off"\n',
      '2:1 unknown-lint: [lint] names DF2003, which is no diagnostic that may be set. codes of class 8 and 9 may be set to "off", "warning" or "error"',
    ],
  ])('refuses %s at its place', (_, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('says where it stops being TOML', () => {
    expect(problems('flows = ["a"]\nschema = [db/*.sql]\n')).toEqual([
      expect.stringMatching(/^2:\d+ project-file-syntax: The project file cannot be read: /),
    ]);
    expect(problems('out = "a"\nout = "b"\n')).toEqual([expect.stringMatching(/^2:1 project-file-syntax: /)]);
  });

  it('reports everything that is wrong at once', () => {
    expect(problems('flow = []\nout = 3\n[lint]\nDF9 = "off"\n')).toHaveLength(3);
  });

  it('is not fooled by names that every object has', () => {
    expect(problems('constructor = 1\n__proto__ = 2\n[lint]\ntoString = "off"\n').map((text) => text.split(':')[1])).toEqual([
      '1 unknown-project-key',
      '1 unknown-project-key',
      '1 unknown-lint',
    ]);
  });

  it('finds keys behind strings and lists over several lines', () => {
    const text = `flows = [
  "a]", # ]
  'b"',
]
out = """
x = 1
[lint]
"""
schema = ['''a
b = 1''']
wrong = 1
`;
    expect(problems(text)).toEqual([expect.stringMatching(/^11:1 unknown-project-key/)]);
  });

  it('answers to any text with settings or with findings inside it', () => {
    const pieces = fc.constantFrom(
      'flows',
      'out',
      '=',
      '[',
      ']',
      '"',
      "'",
      '\n',
      '.',
      'lint',
      '[lint]',
      '{',
      '}',
      ',',
      '#',
      '"""',
      'x',
      '1',
      ' ',
      'é',
      '\\',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          const { value, diagnostics } = parseProjectFile({ path: 'p', text });
          expect(value === null).toBe(diagnostics.length > 0);
          for (const { span } of diagnostics) {
            expect(span?.start).toBeGreaterThanOrEqual(0);
            expect(span?.end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
