import type { Database } from '../db/index.ts';
import { type RunningSteps, runAloneWorker } from './alone-worker.ts';
import { runBatcher, type Workplace } from './batcher.ts';
import { createBell } from './bell.ts';
import { createBoard } from './board.ts';
import { type Context, reasonOf } from './context.ts';
import { createCounters, type RunnerStats } from './counters.ts';
import { healthOf } from './health.ts';
import { runHousekeeper } from './housekeeper.ts';
import { type HttpServer, serveHttp } from './http-server.ts';
import { createLink, type Link } from './link.ts';
import { type Depth, metricsText } from './metrics.ts';
import { type RunnerOptions, resolveOptions } from './options.ts';
import { inspect, type Refusal, type Surroundings } from './refusal.ts';
import { createScheduler } from './scheduler.ts';
import { createScout } from './scout.ts';
import { sessionSettings } from './session-settings.ts';
import type { Time } from './time.ts';
import { createWatchdog } from './watchdog.ts';

export interface Runner {
  readonly id: string;
  /** Where `/healthz` and `/metrics` are served; null when they are not. */
  readonly httpPort: number | null;
  stats(): RunnerStats;
  /**
   * Claims nothing more, lets what runs come to its end and closes all connections. Steps that still run when the grace
   * period is over are undone, to be claimed again. Asked again, it is the same stop.
   */
  stop(): Promise<void>;
}

/** A batch ends within its budget, or soon after the watchdog has seen to it. */
const BATCH_END_MS = 2000;

export type StartResult = { readonly ok: true; readonly runner: Runner } | { readonly ok: false; readonly refusal: Refusal };

/** Starts a runner in this process. Once started it does not end by itself, whatever becomes of the database. */
export async function startRunner(given: RunnerOptions): Promise<StartResult> {
  const options = resolveOptions(given);
  const { database, time, log } = options;
  const found = await firstLook(options.database);
  if ('refusal' in found) return { ok: false, refusal: found.refusal };

  const stopper = new AbortController();
  const stopping = stopper.signal;
  const counters = createCounters();
  counters.lastContact = time.wall();
  const context: Context = { runner: options.newId(), database, settings: found.settings, time, log, counters, stopping };

  const links: Link[] = [];
  const link = (name: string): Link => {
    const made = createLink(context, name);
    links.push(made);
    return made;
  };
  const board = createBoard(found.parts);
  const watchdog = createWatchdog(context, link('watchdog'));
  const place: Workplace = { board, watchdog, work: createBell(time, stopping), look: createBell(time, stopping) };
  const pooler = options.pooler === 'auto' ? found.pooler : options.pooler;
  const scout = createScout(context, link('scout'), place, pooler);

  let depth: readonly Depth[] = [];
  let http: HttpServer | null = null;
  if (options.httpPort !== null) {
    const health = () => healthOf(context.runner, counters.lastContact, stopping.aborted, time.wall());
    const metrics = () => metricsText({ stats: counters, late: scout.late(), depth });
    try {
      http = await serveHttp(options.httpPort, health, metrics);
    } catch (error) {
      return { ok: false, refusal: { kind: 'http-port', port: options.httpPort, reason: reasonOf(error) } };
    }
    log({ kind: 'http-listening', port: http.port });
  }

  log({ kind: 'started', runner: context.runner, parts: found.parts, batchers: options.batchers, pooler });
  const steps: RunningSteps = new Set();
  const onDepth = (sample: readonly Depth[]): void => {
    depth = sample;
  };
  const batchLoops = Promise.all([
    scout.run(),
    runHousekeeper(context, link('housekeeper'), {
      scheduler: createScheduler(context),
      bell: createBell(time, stopping),
      onStrangeEngine: () => {
        for (const each of links) each.expire();
      },
      onDepth: http === null ? null : onDepth,
    }),
    ...named('batcher', options.batchers).map((name) => runBatcher(context, link(name), place)),
  ]);
  const stepLoops = Promise.all(named('alone', options.aloneWorkers).map((name) => runAloneWorker(context, link(name), place, steps)));

  async function stop(): Promise<void> {
    log({ kind: 'stopping' });
    stopper.abort();
    await Promise.all([within(time, BATCH_END_MS, batchLoops), within(time, options.graceMs, stepLoops)]);
    if (steps.size > 0) {
      log({ kind: 'ending-steps', count: steps.size });
      await Promise.all([...steps].map((tag) => watchdog.terminate(tag)));
    }
    // Breaks off what still waits for an answer.
    await Promise.all(links.map((each) => each.close()));
    await Promise.all([batchLoops, stepLoops]);
    await http?.close();
    log({ kind: 'stopped' });
  }

  let stopped: Promise<void> | null = null;
  return {
    ok: true,
    runner: {
      id: context.runner,
      httpPort: http?.port ?? null,
      stats: () => ({ ...counters }),
      stop() {
        stopped ??= stop();
        return stopped;
      },
    },
  };
}

interface FirstLook extends Surroundings {
  readonly settings: Readonly<Record<string, string>>;
}

async function firstLook(database: Database): Promise<FirstLook | { readonly refusal: Refusal }> {
  try {
    const connection = await database.connection();
    try {
      const found = await inspect(connection);
      return 'refusal' in found ? found : { ...found, settings: await sessionSettings(connection, found.pooler) };
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { refusal: { kind: 'unreachable', reason: reasonOf(error) } };
  }
}

/** Waits for the end of loops, but no longer than `ms`. */
async function within(time: Time, ms: number, loops: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  loops.finally(() => ended.abort()).catch(() => {});
  await time.pause(ms, ended.signal);
}

function named(kind: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
}
