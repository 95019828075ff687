import type { Diagnostic, Slug } from '../index.ts';

/** The exit table. */
export const exit = {
  /** Done, clean. */
  done: 0,
  /** The sources have problems, or the run failed. */
  problems: 1,
  /** Something would change. */
  changes: 2,
  /** Wrong usage, or a wrong project file. */
  usage: 3,
  /** The environment, or a bug of ours. */
  environment: 4,
  /** ^C: what the shell itself says for a program that ended so. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

/** Of the findings about project and command line, those that blame the texts of the project. */
const aboutSources: ReadonlySet<string> = new Set<Slug>(['not-utf8', 'file-too-large', 'schema-rejected']);
const aboutEnvironment: ReadonlySet<string> = new Set<Slug>(['unwritable-file']);

/** The code with which a command ends that has found this: the gravest of its errors decides. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): ExitCode {
  const codes = diagnostics.filter(({ severity }) => severity === 'error').map(exitCodeOfError);
  return Math.max(exit.done, ...codes) as ExitCode;
}

function exitCodeOfError({ code, slug }: Diagnostic): ExitCode {
  if (aboutSources.has(slug)) return exit.problems;
  if (aboutEnvironment.has(slug) || code.startsWith('DF71')) return exit.environment;
  return code.startsWith('DF70') || code.startsWith('DF72') ? exit.usage : exit.problems;
}
