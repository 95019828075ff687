import type { ConnectionProblem } from '../db/index.ts';
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
