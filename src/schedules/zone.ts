/** The clock of a time zone. Times are milliseconds since 1970; a *wall* time is what its clocks show, read as if it were UTC. */
export interface Zone {
  /** Wall time at an instant. */
  wallAt(instant: number): number;
  /**
   * When its clocks show `wall`: once; twice, in order, after they are set back; or never, when they skip it:
   * then `gapEnd` is the instant at which they do.
   */
  instantsOf(
    wall: number,
  ): { readonly kind: 'shown'; readonly at: readonly [number, ...number[]] } | { readonly kind: 'skipped'; readonly gapEnd: number };
}

const HOUR = 3_600_000;
/** No zone has been further from UTC, in either direction. */
const WEST = 13 * HOUR;
const EAST = 15 * HOUR;

export const UTC: Zone = {
  wallAt: (instant) => instant,
  instantsOf: (wall) => ({ kind: 'shown', at: [wall] }),
};

/** Throws for a zone that `validateZone` refuses. */
export function openZone(name: string): Zone {
  if (/^(etc\/)?utc$/i.test(name)) return UTC;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  const offsetAt = (instant: number): number => {
    const text = format.format(instant);
    // `5/1/2026, GMT+02:00`; `GMT` alone is no offset, and before there were zones there were seconds.
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
    if (match === null) throw new Error(`no offset in '${text}'`);
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
    const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return (sign === '-' ? -size : size) * 1000;
  };

  return {
    wallAt: (instant) => instant + offsetAt(instant),
    instantsOf(wall) {
      const before = offsetAt(wall - EAST);
      const after = offsetAt(wall + WEST);
      // No zone has changed its clocks twice within these hours.
      if (before === after) return { kind: 'shown', at: [wall - before] };
      const [first, ...more] = [wall - before, wall - after].filter((instant) => instant + offsetAt(instant) === wall);
      if (first !== undefined) return { kind: 'shown', at: [first, ...more] };
      return { kind: 'skipped', gapEnd: changeBetween(offsetAt, wall - EAST, wall + WEST) };
    },
  };
}

/** The first instant with the later of two offsets. */
function changeBetween(offsetAt: (instant: number) => number, from: number, to: number): number {
  const old = offsetAt(from);
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === old) before = middle;
    else after = middle;
  }
  return after;
}

/** Why the zone is refused; null when it is fine. */
export function validateZone(name: string): string | null {
  const reason = `'${name}' is not a time zone; zones have names like Europe/Oslo or UTC`;
  // Node may know offsets such as +01:00, which never change their clocks and are easily meant as a zone that does.
  if (!/^[A-Za-z]/.test(name)) return reason;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return null;
  } catch {
    return reason;
  }
}
