import type { RunnerStats } from './counters.ts';

export interface Depth {
  readonly lane: number;
  /** Due tokens, counted up to 10,000 per part. */
  readonly due: number;
}

export interface MetricsSource {
  readonly stats: RunnerStats;
  /** Age in milliseconds of the oldest due token, per lane. */
  readonly late: readonly [batch: number, alone: number];
  readonly depth: readonly Depth[];
}

const COUNTERS = {
  batches: ['batches_total', 'Calls of the batch procedure.'],
  moved: ['moved_total', 'Tokens moved in batches; a run that needs one slice counts once.'],
  aloneSteps: ['alone_steps_total', 'Steps run in a transaction of their own.'],
  suspectClaims: ['suspect_claims_total', 'Claims made one by one after a connection was lost.'],
  interruptions: ['interruptions_total', 'Batches interrupted because a step held them up.'],
  scheduledRuns: ['scheduled_runs_total', 'Runs started by schedules.'],
  errors: ['errors_total', 'Errors that the runner met.'],
  reconnects: ['reconnects_total', 'Connections that were opened again.'],
  queries: ['queries_total', 'Statements sent to the database.'],
} as const satisfies Record<Exclude<keyof RunnerStats, 'lastContact'>, readonly [name: string, help: string]>;

const LANES = ['batch', 'alone'] as const;

/** The text format of Prometheus. */
export function metricsText({ stats, late, depth }: MetricsSource): string {
  const lines: string[] = [];
  const metric = (
    name: string,
    type: 'counter' | 'gauge',
    help: string,
    samples: readonly (readonly [labels: string, value: number])[],
  ): void => {
    lines.push(`# HELP pgdurable_${name} ${help}`, `# TYPE pgdurable_${name} ${type}`);
    for (const [labels, value] of samples) lines.push(`pgdurable_${name}${labels} ${value}`);
  };
  for (const [key, [name, help]] of Object.entries(COUNTERS)) metric(name, 'counter', help, [['', stats[key as keyof typeof COUNTERS]]]);
  metric(
    'oldest_due_seconds',
    'gauge',
    'How long the oldest due token has been due.',
    LANES.map((lane, index) => [`{lane="${lane}"}`, (late[index] ?? 0) / 1000]),
  );
  metric(
    'due_tokens',
    'gauge',
    'Due tokens, counted up to 10,000 per part.',
    depth.flatMap(({ lane, due }) => (LANES[lane] === undefined ? [] : [[`{lane="${LANES[lane]}"}`, due] as const])),
  );
  if (stats.lastContact !== null) {
    metric('last_contact_timestamp_seconds', 'gauge', 'When the database last answered.', [['', stats.lastContact.getTime() / 1000]]);
  }
  return `${lines.join('\n')}\n`;
}
