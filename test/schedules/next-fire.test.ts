import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firesBetween, nextFire, type Schedule } from '../../src/schedules/index.ts';

function cron(text: string, zone = 'UTC'): Schedule {
  return { kind: 'cron', cron: text, zone };
}

function fires(schedule: Schedule, from: string, to: string): readonly string[] {
  return firesBetween(schedule, new Date(from), new Date(to), 10_000).map((fire) => fire.toISOString().replace(':00.000Z', 'Z'));
}

describe('an interval', () => {
  test('fires at the multiples of its length since 2001, whenever it was deployed', () => {
    expect(nextFire({ kind: 'interval', ms: 300_000 }, new Date('2026-05-01T12:01:02.003Z'))?.toISOString()).toBe(
      '2026-05-01T12:05:00.000Z',
    );
    expect(nextFire({ kind: 'interval', ms: 300_000 }, new Date('2026-05-01T12:05:00.000Z'))?.toISOString()).toBe(
      '2026-05-01T12:10:00.000Z',
    );
    // 2001-01-01 was a Monday.
    expect(nextFire({ kind: 'interval', ms: 7 * 86_400_000 }, new Date('2026-05-01T00:00:00Z'))?.toISOString()).toBe(
      '2026-05-04T00:00:00.000Z',
    );
  });
  test('fires at 2001-01-01 itself and before it', () => {
    expect(nextFire({ kind: 'interval', ms: 7000 }, new Date('2000-12-31T23:59:59.999Z'))?.toISOString()).toBe('2001-01-01T00:00:00.000Z');
    expect(nextFire({ kind: 'interval', ms: 7000 }, new Date('2000-12-31T23:59:50Z'))?.toISOString()).toBe('2000-12-31T23:59:53.000Z');
  });
  test('has no fire time past the end of the calendar', () => {
    expect(nextFire({ kind: 'interval', ms: 1000 }, new Date(8.64e15))).toBeNull();
  });
});

describe('a cron expression', () => {
  test('fires at the next match, strictly later', () => {
    expect(fires(cron('30 2 * * *'), '2026-05-01T02:30:00Z', '2026-05-02T02:30:00Z')).toEqual(['2026-05-02T02:30Z']);
    expect(nextFire(cron('* * * * *'), new Date('2026-05-01T00:00:59.999Z'))?.toISOString()).toBe('2026-05-01T00:01:00.000Z');
    expect(nextFire(cron('* * * * *'), new Date('2026-05-01T00:00:00.001Z'))?.toISOString()).toBe('2026-05-01T00:01:00.000Z');
  });
  test('matches either day field when both are restricted', () => {
    expect(fires(cron('0 0 13 * fri'), '2026-02-01T00:00:00Z', '2026-02-28T00:00:00Z')).toEqual([
      '2026-02-06T00:00Z',
      '2026-02-13T00:00Z',
      '2026-02-20T00:00Z',
      '2026-02-27T00:00Z',
    ]);
  });
  test('reads Sunday as 0, 7 and sun, and ranges that end on it', () => {
    const sundays = fires(cron('0 0 * * 0'), '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z');
    expect(sundays[0]).toBe('2026-05-03T00:00Z');
    expect(fires(cron('0 0 * * 7'), '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z')).toEqual(sundays);
    expect(fires(cron('0 0 * * sun'), '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z')).toEqual(sundays);
    expect(fires(cron('0 0 * * sat-sun'), '2026-05-01T00:00:00Z', '2026-05-04T00:00:00Z')).toEqual([
      '2026-05-02T00:00Z',
      '2026-05-03T00:00Z',
    ]);
  });
  test('finds 29 February over a century that has none', () => {
    expect(nextFire(cron('0 0 29 2 *'), new Date('2096-03-01T00:00:00Z'))?.toISOString()).toBe('2104-02-29T00:00:00.000Z');
  });
});

describe('in Europe/Oslo, when clocks go from 02:00 to 03:00 on 29 March 2026', () => {
  const night = ['2026-03-28T23:30:00Z', '2026-03-29T02:05:00Z'] as const;
  test('a time that does not exist fires when the gap ends', () => {
    expect(fires(cron('30 2 * * *', 'Europe/Oslo'), '2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ]);
  });
  test('several such times fire once, also with one that exists at the end of the gap', () => {
    expect(fires(cron('*/15 2,3 * * *', 'Europe/Oslo'), ...night)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-29T01:15Z',
      '2026-03-29T01:30Z',
      '2026-03-29T01:45Z',
    ]);
  });
  test('every quarter of an hour stays every quarter of an hour', () => {
    expect(fires(cron('*/15 * * * *', 'Europe/Oslo'), '2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z')).toEqual([
      '2026-03-29T00:45Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:15Z',
      '2026-03-29T01:30Z',
    ]);
  });
  test('asking from within the last minute before the gap gives its end', () => {
    expect(nextFire(cron('59 2 * * *', 'Europe/Oslo'), new Date('2026-03-29T00:59:59.999Z'))?.toISOString()).toBe(
      '2026-03-29T01:00:00.000Z',
    );
    expect(nextFire(cron('59 2 * * *', 'Europe/Oslo'), new Date('2026-03-29T01:00:00.000Z'))?.toISOString()).toBe(
      '2026-03-30T00:59:00.000Z',
    );
  });
});

describe('in Europe/Oslo, when clocks go from 03:00 back to 02:00 on 25 October 2026', () => {
  test('a time that comes twice fires at the first', () => {
    expect(fires(cron('30 2 * * *', 'Europe/Oslo'), '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
    expect(fires(cron('*/30 1-3 * * *', 'Europe/Oslo'), '2026-10-24T22:59:00Z', '2026-10-25T02:45:00Z')).toEqual([
      '2026-10-24T23:00Z',
      '2026-10-24T23:30Z',
      '2026-10-25T00:00Z',
      '2026-10-25T00:30Z',
      '2026-10-25T02:00Z',
      '2026-10-25T02:30Z',
    ]);
  });
  test('with a wildcard hour it fires at both', () => {
    expect(fires(cron('*/30 * * * *', 'Europe/Oslo'), '2026-10-24T23:45:00Z', '2026-10-25T02:15:00Z')).toEqual([
      '2026-10-25T00:00Z',
      '2026-10-25T00:30Z',
      '2026-10-25T01:00Z',
      '2026-10-25T01:30Z',
      '2026-10-25T02:00Z',
    ]);
  });
  test('asked during the second hour, what fired in the first does not fire again', () => {
    expect(nextFire(cron('30 2 * * *', 'Europe/Oslo'), new Date('2026-10-25T01:10:00Z'))?.toISOString()).toBe('2026-10-26T01:30:00.000Z');
    expect(nextFire(cron('30 2 * * *', 'Europe/Oslo'), new Date('2026-10-25T00:30:00Z'))?.toISOString()).toBe('2026-10-26T01:30:00.000Z');
  });
});

describe('other clocks', () => {
  test('New York, both changes', () => {
    expect(fires(cron('30 2 * * *', 'America/New_York'), '2026-03-08T00:00:00Z', '2026-03-09T12:00:00Z')).toEqual([
      '2026-03-08T07:00Z',
      '2026-03-09T06:30Z',
    ]);
    expect(fires(cron('30 1 * * *', 'America/New_York'), '2026-11-01T00:00:00Z', '2026-11-02T12:00:00Z')).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ]);
    expect(fires(cron('30 * * * *', 'America/New_York'), '2026-11-01T05:00:00Z', '2026-11-01T08:00:00Z')).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-01T06:30Z',
      '2026-11-01T07:30Z',
    ]);
  });
  test('Lord Howe moves by half an hour', () => {
    // 2026-10-04 02:00 +10:30 becomes 02:30 +11:00; 2026-04-05 02:00 +11:00 becomes 01:30 +10:30.
    expect(fires(cron('15 2 * * *', 'Australia/Lord_Howe'), '2026-10-03T00:00:00Z', '2026-10-05T00:00:00Z')).toEqual([
      '2026-10-03T15:30Z',
      '2026-10-04T15:15Z',
    ]);
    expect(fires(cron('45 1 * * *', 'Australia/Lord_Howe'), '2026-04-04T00:00:00Z', '2026-04-06T00:00:00Z')).toEqual([
      '2026-04-04T14:45Z',
      '2026-04-05T15:15Z',
    ]);
    expect(fires(cron('*/15 * * * *', 'Australia/Lord_Howe'), '2026-04-04T14:20:00Z', '2026-04-04T15:40:00Z')).toEqual([
      '2026-04-04T14:30Z',
      '2026-04-04T14:45Z',
      '2026-04-04T15:00Z',
      '2026-04-04T15:15Z',
      '2026-04-04T15:30Z',
    ]);
  });
  test('midnight that does not exist', () => {
    // Cairo, 24 April 2026: 00:00 becomes 01:00.
    expect(fires(cron('0 0 * * *', 'Africa/Cairo'), '2026-04-23T00:00:00Z', '2026-04-25T00:00:00Z')).toEqual([
      '2026-04-23T22:00Z',
      '2026-04-24T21:00Z',
    ]);
  });
  test('a whole day that does not exist', () => {
    // Samoa had no 30 December 2011.
    expect(fires(cron('0 12 * * *', 'Pacific/Apia'), '2011-12-29T00:00:00Z', '2012-01-01T00:00:00Z')).toEqual([
      '2011-12-29T22:00Z',
      '2011-12-30T10:00Z',
      '2011-12-30T22:00Z',
      '2011-12-31T22:00Z',
    ]);
  });
  test('zones without changes are shifted and nothing else', () => {
    expect(fires(cron('0 9 * * *', 'Asia/Kolkata'), '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-29T03:30Z',
      '2026-03-30T03:30Z',
    ]);
  });
});

const field = (min: number, max: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min, max });
  const item = fc.oneof(
    value.map(String),
    fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.tuple(value, value, fc.integer({ min: 1, max: 7 })).map(([a, b, n]) => `${Math.min(a, b)}-${Math.max(a, b)}/${n}`),
    fc.integer({ min: 1, max: 7 }).map((n) => `*/${n}`),
  );
  return fc.oneof(
    { arbitrary: fc.constant('*'), weight: 2 },
    { arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(',')), weight: 3 },
  );
};
const anyCron = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7)).map((fields) => fields.join(' '));
const anyInstant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });

/** Reads a field by trying, in no way like the code under test. */
function holds(text: string, value: number, max: number): boolean {
  return text.split(',').some((item) => {
    const [range = '', step = '1'] = item.split('/');
    const [from, to] =
      range === '*'
        ? [max === 31 || max === 12 ? 1 : 0, max]
        : range.includes('-')
          ? range.split('-').map(Number)
          : [Number(range), Number(range)];
    for (let each = from!; each <= to!; each += Number(step)) if (each === value) return true;
    return false;
  });
}

function matches(text: string, wall: Date): boolean {
  const [minute, hour, day, month, weekday] = text.split(' ') as [string, string, string, string, string];
  if (!holds(minute, wall.getUTCMinutes(), 59) || !holds(hour, wall.getUTCHours(), 23) || !holds(month, wall.getUTCMonth() + 1, 12))
    return false;
  const dayMatches = holds(day, wall.getUTCDate(), 31);
  const weekdayMatches =
    holds(weekday, wall.getUTCDay(), 6) || (wall.getUTCDay() === 0 && holds(weekday, 7, weekday.includes('*') ? 6 : 7));
  const isWildcard = (value: string): boolean => value.split(',').some((item) => item === '*' || item === '*/1');
  return isWildcard(day) || isWildcard(weekday) ? dayMatches && weekdayMatches : dayMatches || weekdayMatches;
}

describe('laws', () => {
  test('fire times strictly increase and firesBetween lists them', () => {
    fc.assert(
      fc.property(
        anyCron,
        fc.constantFrom('UTC', 'Europe/Oslo', 'Australia/Lord_Howe', 'America/St_Johns'),
        anyInstant,
        (text, zone, after) => {
          const schedule = cron(text, zone);
          const list = firesBetween(schedule, new Date(after), new Date(8.64e15), 5);
          let last = new Date(after);
          for (const fire of list) {
            expect(fire.getTime()).toBeGreaterThan(last.getTime());
            expect(nextFire(schedule, last)).toEqual(fire);
            // Nothing fires between, whatever instant is asked from.
            expect(nextFire(schedule, new Date((last.getTime() + fire.getTime()) / 2))).toEqual(fire);
            last = fire;
          }
          expect(list.length).toBe(5);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('in UTC they are the minutes that match', () => {
    fc.assert(
      fc.property(anyCron, anyInstant, (text, after) => {
        const end = after + 2 * 86_400_000;
        const expected: string[] = [];
        for (let minute = Math.floor(after / 60_000) * 60_000 + 60_000; minute <= end; minute += 60_000) {
          if (matches(text, new Date(minute))) expected.push(new Date(minute).toISOString());
        }
        expect(firesBetween(cron(text), new Date(after), new Date(end), 10_000).map((fire) => fire.toISOString())).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  test('across clock changes they are the minutes that clocks show, at their first showing unless the hour is a wildcard, and the ends of gaps', () => {
    const changes = [
      ['Europe/Oslo', Date.UTC(2026, 2, 29, 1), 60],
      ['Europe/Oslo', Date.UTC(2026, 9, 25, 1), -60],
      ['America/New_York', Date.UTC(2026, 2, 8, 7), 60],
      ['America/New_York', Date.UTC(2026, 10, 1, 6), -60],
      ['Australia/Lord_Howe', Date.UTC(2026, 9, 3, 15, 30), 30],
      ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15), -30],
    ] as const;
    const standard = { 'Europe/Oslo': 60, 'America/New_York': -300, 'Australia/Lord_Howe': 630 };
    fc.assert(
      fc.property(field(0, 59), field(0, 4), fc.constantFrom(...changes), (minute, hour, [zone, change, by]) => {
        const text = `${minute} ${hour} * * *`;
        const hourIsWildcard = hour.split(',').some((item) => item === '*' || item === '*/1');
        const start = change - 3 * 3_600_000;
        const expected: string[] = [];
        const shown = new Set<number>();
        for (let instant = start; instant <= change + 3 * 3_600_000; instant += 60_000) {
          const offset = standard[zone] + (by > 0 ? (instant < change ? 0 : by) : instant < change ? -by : 0);
          const wall = instant + offset * 60_000;
          let fires = matches(text, new Date(wall)) && (hourIsWildcard || !shown.has(wall));
          if (instant === change)
            for (let skipped = 1; skipped <= by; skipped += 1) fires ||= matches(text, new Date(wall - skipped * 60_000));
          shown.add(wall);
          if (fires && instant > start) expected.push(new Date(instant).toISOString());
        }
        const end = new Date(change + 3 * 3_600_000);
        expect(firesBetween(cron(text, zone), new Date(start), end, 10_000).map((fire) => fire.toISOString())).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
