import { entry } from '../entry.ts';

/** Class 5: schedules, zones and durations. */
export const schedules = {
  'invalid-cron': entry<{ cron: string; reason: string }>({
    code: 'DF5001',
    severity: 'error',
    summary: 'invalid cron pattern',
    message: ({ cron, reason }) => `'${cron}' cannot be read as a schedule: ${reason}.`,
    help: () => "The five fields are minute, hour, day of month, month and day of week, as in '30 6 * * mon-fri'.",
    explain:
      'A cron pattern has five fields: minute (0 to 59), hour (0 to 23), day of month (1 to 31), month (1 to 12) and day of week (0 to 7, both 0 and 7 are Sunday). A field is `*`, a number, a range `1-5`, a list `1,15`, or a step `*/10`. Seconds and nicknames like `@daily` are not accepted, nor is a pattern that no date matches.',
    bad: "flow tick\n  every '61 * * * *'\n{ sql { SELECT 1 } }\n",
    good: "flow tick\n  every '30 6 * * *'\n{ sql { SELECT 1 } }\n",
  }),
  'unknown-zone': entry<{ zone: string; suggestion: string | null }>({
    code: 'DF5002',
    severity: 'error',
    summary: 'unknown time zone',
    message: ({ zone }) => `'${zone}' is no time zone.`,
    help: ({ suggestion }) =>
      suggestion === null ? "Write a zone by its place, as in 'Europe/Oslo', or leave it out for UTC." : `Did you mean '${suggestion}'?`,
    explain:
      'A cron pattern is read in the local time of its zone, which the IANA database describes with all its clock changes: `Europe/Oslo`, `America/New_York`, `UTC`. A bare offset like `+01:00` is no zone, because it does not know when the clocks change.',
    bad: "flow tick\n  every '30 6 * * *' in 'Europe/Olso'\n{ sql { SELECT 1 } }\n",
    good: "flow tick\n  every '30 6 * * *' in 'Europe/Oslo'\n{ sql { SELECT 1 } }\n",
  }),
  'every-zero': entry({
    code: 'DF5003',
    severity: 'error',
    summary: 'schedule without a pause',
    message: () => 'A flow cannot fire every 0 milliseconds.',
    help: () => 'Give a duration above zero, as in `every 5m`.',
    explain: '`every d` fires at the multiples of d since 2001-01-01 00:00 UTC, so d is above zero.',
    bad: 'flow tick\n  every 0s\n{ sql { SELECT 1 } }\n',
    good: 'flow tick\n  every 5m\n{ sql { SELECT 1 } }\n',
  }),
  'schedule-needs-default': entry<{ flow: string; params: readonly string[] }>({
    code: 'DF5004',
    severity: 'error',
    summary: 'scheduled flow needs a default',
    message: ({ flow, params }) =>
      `\`${flow}\` is started by its schedule, which gives no value to ${params.map((param) => `\`${param}\``).join(', ')}.`,
    help: ({ params }) => `Write \`${params[0]} .. default ..\`, or remove the \`every\` clause.`,
    explain:
      'A run that a schedule starts has only the defaults of its parameters. So every parameter of a flow with `every` has a default.',
    bad: 'flow tick (size int)\n  every 5m\n{ sql { SELECT $size } }\n',
    good: 'flow tick (size int default 10)\n  every 5m\n{ sql { SELECT $size } }\n',
  }),
} as const;
