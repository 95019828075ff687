import { type Diagnostic, reporters, type SourceFile } from '../../index.ts';
import type { Cli } from '../cli.ts';
import { type ExitCode, exitCodeOf } from '../exit-code.ts';

/** Shows findings on stderr; the answer is the exit code that they call for. */
export function showProblems(cli: Cli, diagnostics: readonly Diagnostic[], sources: readonly SourceFile[] = []): ExitCode {
  const text = reporters.pretty({ diagnostics, sources }, { color: cli.color.stderr, width: cli.stderr.columns });
  if (text !== '') cli.stderr.write(text);
  return exitCodeOf(diagnostics);
}
