import { describeRefusal, EVENT_LEVELS, printableLine, type RunnerEvent } from '../../index.ts';
import type { Cli } from '../cli.ts';
import { paint } from './paint.ts';
import { milliseconds } from './time.ts';

type Level = (typeof EVENT_LEVELS)[RunnerEvent['kind']];

export interface LogOptions {
  /** What is less important is left out. */
  readonly least: Level;
  /** Called before each line. */
  readonly before: () => void;
}

/** Writes what a runner tells, one line each, on stderr. */
export function workerLog(
  cli: Cli,
  where: string,
  { least, before }: LogOptions = { least: 'info', before: () => {} },
): (event: RunnerEvent) => void {
  const chalk = paint(cli.color.stderr);
  const colors: Readonly<Record<Level, (text: string) => string>> = { info: chalk.dim, warn: chalk.yellow, error: chalk.red };
  const order: readonly Level[] = ['info', 'warn', 'error'];
  return (event) => {
    const level = EVENT_LEVELS[event.kind];
    if (order.indexOf(level) < order.indexOf(least)) return;
    before();
    const time = cli.environment.now().toISOString();
    cli.stderr.write(`${chalk.dim(time)} ${colors[level](level.padEnd(5))} ${printableLine(textOf(event, where))}\n`);
  };
}

function textOf(event: RunnerEvent, where: string): string {
  switch (event.kind) {
    case 'started':
      return `runner ${event.runner} works on ${where}: ${event.batchers} connections, ${event.parts} parts${event.pooler ? ', through a pooler' : ''}`;
    case 'http-listening':
      return `/healthz and /metrics on port ${event.port}`;
    case 'connected':
      return `${event.link} connected${event.again ? ' again' : ''}`;
    case 'connection-lost':
      return `${event.link} lost its connection (${event.reason}), tries again in ${milliseconds(event.retryInMs)}`;
    case 'refused':
      return `${event.link}: ${describeRefusal(event.refusal, where).message} Tries again in ${milliseconds(event.retryInMs)}`;
    case 'suspect':
      return `part ${event.part}: its runs are claimed one by one for a while, as a connection was lost during their work`;
    case 'interrupted':
      return `part ${event.part}: a step held up its batch for ${milliseconds(event.afterMs)}; it will run alone`;
    case 'work-failed':
      return `part ${event.part}, lane ${event.lane}: ${event.reason}`;
    case 'schedule-fired':
      return `schedule ${event.schedule} of ${event.flow} fired for ${event.fires.join(', ')}: ${event.started} started`;
    case 'schedule-failed':
      return `schedule ${event.schedule} of ${event.flow}: ${event.reason}`;
    case 'maintenance-failed':
      return `maintenance: ${event.reason}`;
    case 'watchdog-failed':
      return `watchdog: ${event.reason}`;
    case 'stopping':
      return 'stopping: what runs comes to its end, nothing new begins';
    case 'ending-steps':
      return `the grace period is over: ${event.count} steps are undone, to be claimed again`;
    case 'stopped':
      return 'stopped';
  }
}
