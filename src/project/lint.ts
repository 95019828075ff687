import { catalogue, type Diagnostic } from '../diagnostics/index.ts';
import type { LintLevel, ProjectSettings } from './project-file.ts';

export const lintLevels: readonly LintLevel[] = ['off', 'warning', 'error'];

/** The codes that `[lint]` may set: findings that are matters of judgement. Wrong text, names, shape and types are none. */
export function settableCodes(): readonly string[] {
  return Object.values(catalogue)
    .map((entry) => entry.code as string)
    .filter((code) => /^DF[5689]/.test(code));
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
