import type { Database } from '../db/index.ts';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import { type Log, type Refusal, type Runner, startRunner } from '../runner/index.ts';

export interface WorkerOptions {
  /** Connections that drive batches. */
  readonly concurrency?: number;
  readonly httpPort?: number;
  readonly log: Log;
}

/** Starts a runner in this process. `where` names the database for people. */
export async function startWorker(database: Database, where: string, options: WorkerOptions): Promise<Phase<Runner | null>> {
  const started = await startRunner({
    database,
    log: options.log,
    ...(options.concurrency === undefined ? {} : { batchers: options.concurrency }),
    ...(options.httpPort === undefined ? {} : { httpPort: options.httpPort }),
  });
  return started.ok ? { value: started.runner, diagnostics: [] } : { value: null, diagnostics: [describeRefusal(started.refusal, where)] };
}

/** Why a runner does not work with a database, as a finding. */
export function describeRefusal(refusal: Refusal, where: string): Diagnostic {
  switch (refusal.kind) {
    case 'unreachable':
      return diagnose('database-unreachable', null, { where, reason: refusal.reason });
    case 'engine-missing':
      return diagnose('engine-not-installed', null, { where });
    case 'engine-version': {
      const { found, known } = refusal;
      return diagnose(found > known ? 'engine-newer' : 'engine-older', null, { where, found, known });
    }
    case 'forbidden':
      return diagnose('insufficient-privilege', null, { where, reason: refusal.reason });
    case 'isolation':
      return diagnose('wrong-isolation', null, { where, found: refusal.found });
    case 'http-port':
      return diagnose('port-taken', null, { port: refusal.port, reason: refusal.reason });
  }
}
