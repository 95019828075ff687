import { startWorker } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { listenForStop } from '../stop.ts';
import { showProblems } from '../views/problems.ts';
import { workerLog } from '../views/worker-log.ts';
import { withEngine } from '../with-engine.ts';
import { readInteger } from './options.ts';

interface Options {
  readonly concurrency?: number;
  readonly httpPort?: number;
}

export const worker: CommandDefinition = (program, act) => {
  program
    .command('worker')
    .description('drive runs and fire schedules until stopped')
    .option('--concurrency <n>', 'connections that drive batches of runs; else one per core, at most 4', (text) => readInteger(text, 1, 64))
    .option('--http-port <port>', 'serve /healthz and /metrics there', (text) => readInteger(text, 0, 65_535))
    .action((options: Options) => act((cli) => work(cli, options)));
};

/** The first signal stops gracefully, the second at once: what runs then is undone and claimed again by others. */
async function work(cli: Cli, options: Options): Promise<ExitCode> {
  const stop = listenForStop(cli.environment);
  try {
    return await withEngine(cli, async ({ database, where }) => {
      const started = await startWorker(database, where, { ...options, log: workerLog(cli, where) });
      if (started.value === null) return showProblems(cli, started.diagnostics);
      await stop.asked;
      await Promise.race([started.value.stop(), stop.insisted]);
      return exit.done;
    });
  } finally {
    stop.off();
  }
}
