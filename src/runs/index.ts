/**
 * Runs as one who uses the engine sees them: started, listed, shown, followed, sent signals, cancelled. It calls the engine's public
 * functions and reads its views, nothing below them; it knows no text of flows.
 */
export type { Engine } from './ask.ts';
export { cancelRun } from './cancel-run.ts';
export { checkEngine } from './check-engine.ts';
export { findRun } from './find-run.ts';
export { type FollowOptions, followRun } from './follow-run.ts';
export { type History, type HistoryFilter, historyOf, stepsOf } from './history.ts';
export { listRuns, type RunFilter } from './list-runs.ts';
export type { Page } from './page.ts';
export type { GivenParameters } from './parameters.ts';
export {
  type FullStepAttempt,
  isOver,
  type JsonText,
  type Run,
  type RunError,
  type RunStatus,
  type RunSummary,
  runStatuses,
  type StepAttempt,
} from './run.ts';
export { type PlannedStep, runPlan } from './run-plan.ts';
export { type SignalRequest, type SignalTarget, sendSignal } from './send-signal.ts';
export { showRun } from './show-run.ts';
export { type StartRequest, startRun } from './start-run.ts';
export { describeRefusal, startWorker, type WorkerOptions } from './start-worker.ts';
