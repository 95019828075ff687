/**
 * The runner: drives the engine in the database. It finds out where there is work, calls the procedures that do it, fires
 * schedules, watches over time and comes back after every lost connection. It knows the engine's functions and nothing of
 * the text that flows are written in; what a step does it does not see.
 */
export type { RunnerStats } from './counters.ts';
export type { RunnerOptions } from './options.ts';
export type { Refusal } from './refusal.ts';
export { EVENT_LEVELS, type Log, type RunnerEvent } from './runner-event.ts';
export { type Runner, type StartResult, startRunner } from './start-runner.ts';
export { systemTime, type Time } from './time.ts';
