import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FireQuestion, MAX_FIRES, planFires } from '../../src/schedules/index.ts';

const FIVE_MINUTES = { kind: 'interval', ms: 300_000 } as const;

function plan(question: Partial<Omit<FireQuestion, 'nextFire' | 'now' | 'seen'>> & { nextFire: string; now: string; seen?: string }): {
  fires: readonly string[];
  next: string | undefined;
} {
  const answer = planFires({
    schedule: FIVE_MINUTES,
    catchup: null,
    overlap: 'skip',
    ...question,
    nextFire: new Date(question.nextFire),
    now: new Date(question.now),
    seen: new Date(question.seen ?? question.nextFire),
  });
  const short = (date: Date): string => date.toISOString().slice(11, 19);
  return { fires: answer.fires.map(short), next: answer.next === null ? undefined : short(answer.next) };
}

describe('a runner that was there', () => {
  test('fires what has become due and nothing before it is due', () => {
    expect(plan({ nextFire: '2026-05-01T12:05:00Z', now: '2026-05-01T12:04:59.999Z' })).toEqual({ fires: [], next: '12:05:00' });
    expect(plan({ nextFire: '2026-05-01T12:05:00Z', now: '2026-05-01T12:05:00Z' })).toEqual({ fires: ['12:05:00'], next: '12:10:00' });
  });
  test('fires several when they lie closer than its looks', () => {
    expect(plan({ schedule: { kind: 'interval', ms: 1000 }, nextFire: '2026-05-01T12:00:01Z', now: '2026-05-01T12:00:03.5Z' })).toEqual({
      fires: ['12:00:01', '12:00:02', '12:00:03'],
      next: '12:00:04',
    });
  });
  test('fires what is just due whatever catchup says', () => {
    expect(plan({ catchup: 0, nextFire: '2026-05-01T12:05:00Z', now: '2026-05-01T12:05:10Z' }).fires).toEqual(['12:05:00']);
  });
});

describe('after a stop', () => {
  const stop = { nextFire: '2026-05-01T11:05:00Z', now: '2026-05-01T12:07:00Z' };
  test('the latest missed fire time is run, late', () => {
    expect(plan(stop)).toEqual({ fires: ['12:05:00'], next: '12:10:00' });
    expect(plan({ ...stop, nextFire: '2026-05-01T12:05:00Z' })).toEqual({ fires: ['12:05:00'], next: '12:10:00' });
  });
  test('that is one run also when fire times are close to each other', () => {
    expect(plan({ ...stop, schedule: { kind: 'interval', ms: 2000 } })).toEqual({ fires: ['12:07:00'], next: '12:07:02' });
  });
  test('a year of stop costs no more than a minute of it', () => {
    const started = performance.now();
    expect(
      plan({ schedule: { kind: 'interval', ms: 1000 }, nextFire: '2025-05-01T00:00:00Z', now: '2026-05-01T12:00:00.5Z' }).fires,
    ).toEqual(['12:00:00']);
    expect(
      plan({
        schedule: { kind: 'cron', cron: '* * * * *', zone: 'Europe/Oslo' },
        nextFire: '2025-05-01T00:00:00Z',
        now: '2026-05-01T12:00:30Z',
      }),
    ).toEqual({
      fires: ['12:00:00'],
      next: '12:01:00',
    });
    expect(performance.now() - started).toBeLessThan(1000);
  });
  test('catchup runs all that are not older', () => {
    expect(plan({ ...stop, catchup: 900_000 })).toEqual({ fires: ['11:55:00', '12:00:00', '12:05:00'], next: '12:10:00' });
    expect(plan({ ...stop, now: '2026-05-01T12:10:00Z', catchup: 900_000 }).fires).toEqual([
      '11:55:00',
      '12:00:00',
      '12:05:00',
      '12:10:00',
    ]);
  });
  test('catchup 0s runs none', () => {
    expect(plan({ ...stop, catchup: 0 })).toEqual({ fires: [], next: '12:10:00' });
  });
  test('a long catch-up is done in pieces that neither lose nor repeat a fire time', () => {
    const schedule = { kind: 'interval', ms: 1000 } as const;
    const now = new Date('2026-05-01T12:00:00Z');
    const fires: number[] = [];
    let nextFire = new Date('2026-05-01T11:00:00Z');
    for (let calls = 0; nextFire <= now; calls += 1) {
      expect(calls).toBeLessThan(5);
      const answer = planFires({ schedule, nextFire, now, catchup: 86_400_000, overlap: 'allow', seen: nextFire });
      expect(answer.fires.length).toBeLessThanOrEqual(MAX_FIRES);
      fires.push(...answer.fires.map(Number));
      nextFire = answer.next!;
    }
    expect(fires.length).toBe(3601);
    expect(new Set(fires).size).toBe(3601);
  });
});

describe('overlap queue', () => {
  test('keeps fire times that waited for a run, however long', () => {
    expect(plan({ overlap: 'queue', nextFire: '2026-05-01T11:05:00Z', now: '2026-05-01T11:17:00Z', seen: '2026-05-01T11:16:59Z' })).toEqual(
      {
        fires: ['11:05:00', '11:10:00', '11:15:00'],
        next: '11:20:00',
      },
    );
    expect(
      plan({ overlap: 'queue', catchup: 0, nextFire: '2026-05-01T11:05:00Z', now: '2026-05-01T11:17:00Z', seen: '2026-05-01T11:16:59Z' })
        .fires,
    ).toHaveLength(3);
  });
  test('tells whether fire times were passed over', () => {
    const question = { schedule: FIVE_MINUTES, catchup: null, overlap: 'queue', now: new Date('2026-05-01T11:22:00Z') } as const;
    const nextFire = new Date('2026-05-01T11:05:00Z');
    expect(planFires({ ...question, nextFire, seen: question.now }).passedOver).toBe(false);
    expect(planFires({ ...question, nextFire, seen: nextFire }).passedOver).toBe(true);
    expect(planFires({ ...question, nextFire: question.now, seen: nextFire }).passedOver).toBe(false);
  });
  test('of those missed in a stop the latest follows', () => {
    const stop = { overlap: 'queue', nextFire: '2026-05-01T11:05:00Z', now: '2026-05-01T11:58:00Z', seen: '2026-05-01T11:12:00Z' } as const;
    expect(plan(stop)).toEqual({ fires: ['11:05:00', '11:10:00', '11:55:00'], next: '12:00:00' });
    expect(plan({ ...stop, catchup: 0 })).toEqual({ fires: ['11:05:00', '11:10:00'], next: '12:00:00' });
    expect(plan({ ...stop, catchup: 600_000 }).fires).toEqual(['11:05:00', '11:10:00', '11:50:00', '11:55:00']);
  });
});

test('whatever is asked, fires are due, in order, on the schedule, and next follows them', () => {
  const schedules = fc.constantFrom(
    { kind: 'interval', ms: 7000 } as const,
    FIVE_MINUTES,
    { kind: 'cron', cron: '*/7 * * * *', zone: 'Europe/Oslo' } as const,
    { kind: 'cron', cron: '30 2 * * *', zone: 'America/New_York' } as const,
  );
  const catchup = fc.option(fc.integer({ min: 0, max: 10_000_000 }));
  const overlap = fc.constantFrom('skip', 'queue', 'allow');
  fc.assert(
    fc.property(
      schedules,
      catchup,
      overlap,
      fc.integer({ min: 0, max: 4e7 }),
      fc.integer({ min: 0, max: 4e7 }),
      (schedule, catchup, overlap, a, b) => {
        const begin = Date.UTC(2026, 2, 28, 20);
        const nextFire = planFires({
          schedule,
          nextFire: new Date(begin),
          now: new Date(begin + a),
          catchup: 0,
          overlap: 'skip',
          seen: new Date(begin),
        }).next!;
        const now = new Date(begin + a + b);
        const { fires, next } = planFires({ schedule, nextFire, now, catchup, overlap, seen: new Date(begin) });
        const all = [...fires, next!];
        for (const [index, fire] of all.entries()) {
          if (index > 0) expect(fire.getTime()).toBeGreaterThan(all[index - 1]!.getTime());
          expect(fire.getTime()).toBeGreaterThanOrEqual(nextFire.getTime());
        }
        for (const fire of fires) expect(fire.getTime()).toBeLessThanOrEqual(now.getTime());
        if (fires.length < MAX_FIRES) expect(next!.getTime()).toBeGreaterThan(now.getTime());
      },
    ),
    { numRuns: 200 },
  );
});
