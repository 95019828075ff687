/** One of the five fields of a cron expression: what it is called, what it may hold, which names stand for numbers. */
export interface CronFieldKind {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** `names[0]` stands for `min`. */
  readonly names: readonly string[];
  /** Values past `max` count from the start again: day of week 7 is Sunday. */
  readonly wrapsAt: number | null;
}

/** A field as read. `every`: it is a wildcard. The values are in order and unique. */
export interface CronField {
  readonly every: boolean;
  readonly values: readonly number[];
}

export interface CronProblem {
  readonly reason: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export const CRON_FIELDS = {
  minute: { title: 'minute', min: 0, max: 59, names: [], wrapsAt: null },
  hour: { title: 'hour', min: 0, max: 23, names: [], wrapsAt: null },
  day: { title: 'day of month', min: 1, max: 31, names: [], wrapsAt: null },
  month: { title: 'month', min: 1, max: 12, names: MONTHS, wrapsAt: null },
  weekday: { title: 'day of week', min: 0, max: 6, names: DAYS, wrapsAt: 7 },
} as const satisfies Record<string, CronFieldKind>;

/** Reads a list of values, ranges and steps: `*`, `5`, `mon-fri`, `8-18/2`, `1,15`, or `*` with a step. */
export function readCronField(kind: CronFieldKind, text: string): CronField | CronProblem {
  const values = new Set<number>();
  let every = false;
  for (const item of text.split(',')) {
    const range = readItem(kind, item);
    if ('reason' in range) return range;
    every ||= range.every;
    for (let value = range.from; value <= range.to; value += range.step) values.add(kind.wrapsAt === null ? value : value % kind.wrapsAt);
  }
  return { every, values: [...values].sort((a, b) => a - b) };
}

interface Range {
  readonly every: boolean;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function readItem(kind: CronFieldKind, item: string): Range | CronProblem {
  const match = /^(?:(?<star>\*)|(?<from>[^-/*]+)(?:-(?<to>[^-/*]+))?)(?:\/(?<step>\d{1,4}))?$/.exec(item)?.groups;
  if (match === undefined)
    return { reason: `'${item}' cannot be read as a ${kind.title}: a field holds values, ranges a-b, */n or a-b/n, and lists of them` };
  const step = match.step === undefined ? 1 : Number(match.step);
  if (step < 1 || step > kind.max - kind.min + 1)
    return { reason: `the step of '${item}' does not fit the ${kind.title} (${kind.min}-${kind.max})` };
  // A step of 1 says nothing: it is the wildcard.
  if (match.star !== undefined) return { every: step === 1, from: kind.min, to: kind.max, step };

  const from = readValue(kind, match.from ?? '');
  if (from === null) return notInField(kind, match.from ?? '');
  if (match.to === undefined) {
    if (match.step !== undefined) return { reason: `'${item}' steps from a single value; write '${match.from}-${kind.max}/${match.step}'` };
    return { every: false, from, to: from, step };
  }
  const end = readValue(kind, match.to);
  if (end === null) return notInField(kind, match.to);
  // `fri-sun` ends on the Sunday that follows.
  const to = kind.wrapsAt !== null && end === 0 && from > 0 ? kind.wrapsAt : end;
  if (from > to) return { reason: `the range '${item}' runs backwards; write it as two ranges with a comma between them` };
  return { every: false, from, to, step };
}

function readValue(kind: CronFieldKind, text: string): number | null {
  const name = kind.names.indexOf(text.toLowerCase());
  if (name >= 0) return kind.min + name;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= kind.min && value <= (kind.wrapsAt ?? kind.max) ? value : null;
}

function notInField(kind: CronFieldKind, text: string): CronProblem {
  const names = kind.names.length === 0 ? '' : ` or ${kind.names[0]}-${kind.names[kind.names.length - 1]}`;
  return { reason: `'${text}' is no ${kind.title} (${kind.min}-${kind.max}${names})` };
}
