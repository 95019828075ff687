import { followRun, isOver, runPlan, startRun, startWorker } from '../../index.ts';
import type { Cli, CommandDefinition } from '../cli.ts';
import { type ExitCode, exit } from '../exit-code.ts';
import { listenForStop, type Stop } from '../stop.ts';
import { showProblems } from '../views/problems.ts';
import { showDetached, showOutcome, showStarted } from '../views/run-outcome.ts';
import { runProgress } from '../views/run-progress.ts';
import { workerLog } from '../views/worker-log.ts';
import { withEngine } from '../with-engine.ts';
import { type StartOptions, startRequest, withStartOptions } from './start-options.ts';

/** Steps that are followed at most. */
const STEPS = 1000;

export const run: CommandDefinition = (program, act) => {
  withStartOptions(
    program.command('run').description('start a run, drive it and follow it to its end; prints its result, exits 1 if it failed'),
  ).action((flow: string, options: StartOptions) => act((cli) => runFlow(cli, flow, options)));
};

async function runFlow(cli: Cli, flow: string, options: StartOptions): Promise<ExitCode> {
  const stop = listenForStop(cli.environment);
  try {
    return await Promise.race([drive(cli, flow, options, stop), stop.insisted.then(() => exit.interrupted)]);
  } finally {
    stop.off();
  }
}

/** ^C leaves the run where it is, for a worker to go on with; a second one does not wait for anything. */
async function drive(cli: Cli, flow: string, options: StartOptions, stop: Stop): Promise<ExitCode> {
  return withEngine(cli, async ({ engine, database, where }) => {
    const started = await startRun(engine, startRequest(flow, options));
    if (started.value === null) return showProblems(cli, started.diagnostics);
    const id = started.value;
    showStarted(cli, id);
    const plan = await runPlan(engine, id);
    if (plan.value === null) return showProblems(cli, plan.diagnostics);
    const progress = runProgress(cli, plan.value);
    const worker = await startWorker(database, where, { log: workerLog(cli, where, { least: 'warn', before: progress.makeWay }) });
    if (worker.value === null) return showProblems(cli, worker.diagnostics);
    const ended = await followRun(engine, id, { onChange: progress.show, limit: STEPS, signal: stop.signal });
    await worker.value.stop();
    if (ended.value === null) return showProblems(cli, ended.diagnostics);
    if (isOver(ended.value.status)) return showOutcome(cli, ended.value);
    showDetached(cli, id);
    return exit.interrupted;
  });
}
