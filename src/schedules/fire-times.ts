import { Cron as Croner } from 'croner';
import { type Cron, parseCron } from './cron.ts';
import type { CronField } from './cron-field.ts';
import type { Schedule } from './schedule.ts';
import { openZone, type Zone } from './zone.ts';

/** The first fire time after an instant, both in milliseconds since 1970; null past the end of JavaScript's calendar. */
export type FireTimes = (after: number) => number | null;

const EPOCH = Date.UTC(2001, 0, 1);
const LAST_INSTANT = 8.64e15;
const DAY = 86_400_000;

/** Throws for a schedule that the compiler refuses. */
export function fireTimes(schedule: Schedule): FireTimes {
  switch (schedule.kind) {
    case 'interval':
      return intervalTimes(schedule.ms);
    case 'cron': {
      const cron = parseCron(schedule.cron);
      if ('reason' in cron) throw new Error(cron.reason);
      return cronTimes(cron, openZone(schedule.zone));
    }
  }
}

function intervalTimes(ms: number): FireTimes {
  if (!(Number.isSafeInteger(ms) && ms > 0)) throw new Error(`an interval of ${ms} ms`);
  return (after) => {
    const next = EPOCH + (Math.floor((after - EPOCH) / ms) + 1) * ms;
    return next <= LAST_INSTANT ? next : null;
  };
}

/**
 * Croner lists the wall times that match, as if in UTC, and the zone says at which instants its clocks show them:
 * a wall time that is skipped fires when the gap ends; one that is shown twice fires at the first showing, or at both
 * where the hour is a wildcard.
 */
function cronTimes(cron: Cron, zone: Zone): FireTimes {
  const nextWall = wallTimes(cron);

  const firesAt = (wall: number): readonly [number, ...number[]] => {
    const instants = zone.instantsOf(wall);
    if (instants.kind === 'skipped') return [instants.gapEnd];
    return cron.hour.every ? instants.at : [instants.at[0]];
  };

  return (after) => {
    let best: number | null = null;
    for (let wall = nextWall(firstWall(zone, after)); wall !== null; wall = nextWall(wall)) {
      const fires = firesAt(wall);
      // First showings keep the order of their walls: nothing earlier follows.
      if (best !== null && fires[0] >= best) break;
      for (const fire of fires) if (fire > after && (best === null || fire < best)) best = fire;
    }
    return best;
  };
}

/** The earliest wall time that may be shown after an instant: earlier than what is shown then, where clocks are about to be set back. */
function firstWall(zone: Zone, after: number): number {
  const shown = zone.wallAt(after);
  const setBackBy = shown + DAY - zone.wallAt(after + DAY);
  return setBackBy > 0 ? Math.min(shown, zone.wallAt(after + setBackBy) - setBackBy) : shown;
}

function wallTimes(cron: Cron): FireTimes {
  const fields = [cron.minute, cron.hour, cron.day, cron.month, cron.weekday].map(plainField).join(' ');
  const croner = new Croner(fields, { mode: '5-part', utcOffset: 0, paused: true });
  return (after) => croner.nextRun(new Date(after))?.getTime() ?? null;
}

/** What croner reads in its own ways (names, ranges, steps) does not reach it. */
function plainField(field: CronField): string {
  return field.every ? '*' : field.values.join(',');
}
