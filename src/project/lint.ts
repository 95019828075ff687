import { catalogue, type Diagnostic, didYouMean } from '../diagnostics/index.ts';
import type { LintLevel, ProjectSettings } from './project-file.ts';

export const lintLevels: readonly LintLevel[] = ['off', 'warning', 'error'];

/** The codes that `[lint]` may set: findings that are matters of judgement. Wrong text, names, shape and types are none. */
export function settableCodes(): readonly string[] {
  return Object.values(catalogue)
    .map((entry) => entry.code as string)
    .filter((code) => /^DF[5689]/.test(code));
}

/** The key that was most likely meant by one that is none: the code of a name, a slip of the pen. */
export function suggestLintKey(written: string): string | null {
  const named = Object.entries(catalogue).find(([slug]) => slug === written)?.[1].code;
  if (named !== undefined) return settableCodes().includes(named) ? named : null;
  return didYouMean(written, ['warnings_as_errors']);
}

/** The findings as the project wants them: some left out, some with another severity. */
export function applyLint(diagnostics: readonly Diagnostic[], lint: ProjectSettings['lint']): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = lint.levels.get(diagnostic.code);
    if (level === 'off') return [];
    const severity = level ?? (lint.warningsAsErrors ? 'error' : diagnostic.severity);
    return [severity === diagnostic.severity ? diagnostic : { ...diagnostic, severity }];
  });
}
