import { type ConnectionProblem, isConnectionLost, sqlErrorOf } from '../db/index.ts';
import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { SqlError } from '../sql/index.ts';

/** Why a database cannot be used, as a finding. */
export function describeProblem(problem: ConnectionProblem | SqlError, where: string): Diagnostic {
  const reason = problem.message.replace(/\.$/, '');
  if (!('kind' in problem)) {
    const slug = problem.code === '42501' ? 'insufficient-privilege' : 'database-failed';
    return diagnose(slug, null, { where, reason, code: problem.code });
  }
  switch (problem.kind) {
    case 'invalid-url':
      return diagnose('bad-database-url', null, { source: where });
    case 'unreachable':
    case 'other':
      return diagnose('database-unreachable', null, { where, reason });
    case 'authentication':
    case 'no-database':
    case 'tls':
    case 'too-many-connections':
      return diagnose('database-refused', null, { where, reason });
  }
}

/** What a database did in the middle of work, as a finding; null for an error that has nothing to do with one. */
export function describeThrown(thrown: unknown): Diagnostic | null {
  const where = 'the database';
  if (isConnectionLost(thrown)) return diagnose('database-unreachable', null, { where, reason: (thrown as Error).message });
  const error = sqlErrorOf(thrown, '');
  return error === null ? null : describeProblem(error, where);
}
