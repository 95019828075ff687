import { CRON_FIELDS, type CronField, type CronProblem, readCronField } from './cron-field.ts';

/** A cron expression as read. */
export interface Cron {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly day: CronField;
  readonly month: CronField;
  readonly weekday: CronField;
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** February counts 29: the 29th comes, if not every year. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads the five plain fields of cron. Extensions (seconds, nicknames, `L`, `W`, `#`, `?`) are refused with a reason. */
export function parseCron(text: string): Cron | CronProblem {
  const trimmed = text.trim();
  if (trimmed.startsWith('@')) {
    const fields = NICKNAMES[trimmed.toLowerCase()];
    return { reason: fields === undefined ? `'${trimmed}' is not a cron expression` : `'${trimmed}' is written '${fields}'` };
  }
  const words = trimmed === '' ? [] : trimmed.split(/\s+/);
  if (words.length !== 5) {
    const seconds = words.length === 6 ? '; seconds are not among them' : '';
    return {
      reason: `a cron expression has five fields, minute hour day-of-month month day-of-week${seconds}; this one has ${words.length}`,
    };
  }
  const minute = readCronField(CRON_FIELDS.minute, words[0]!);
  if ('reason' in minute) return minute;
  const hour = readCronField(CRON_FIELDS.hour, words[1]!);
  if ('reason' in hour) return hour;
  const day = readCronField(CRON_FIELDS.day, words[2]!);
  if ('reason' in day) return day;
  const month = readCronField(CRON_FIELDS.month, words[3]!);
  if ('reason' in month) return month;
  const weekday = readCronField(CRON_FIELDS.weekday, words[4]!);
  if ('reason' in weekday) return weekday;

  const cron = { minute, hour, day, month, weekday };
  if (neverComes(cron)) return { reason: `no month of '${words[3]}' has a day '${words[2]}', so this never fires` };
  return cron;
}

/** Where the weekday is restricted too, either matches, and a weekday always comes. */
function neverComes({ day, month, weekday }: Cron): boolean {
  return !day.every && weekday.every && month.values.every((each) => (day.values[0] ?? 0) > (LONGEST[each - 1] ?? 0));
}

/** Why the expression is refused; null when it is fine. */
export function validateCron(text: string): string | null {
  const cron = parseCron(text);
  return 'reason' in cron ? cron.reason : null;
}
