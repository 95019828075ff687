import type { DurationFault } from '../../diagnostics/index.ts';

/** Units in milliseconds, longest first. */
const units: readonly (readonly [string, number])[] = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** A hundred years: longer than that is a slip, and every sum of it with a time of day still is a time for Postgres. */
const LONGEST = 36_500 * 86_400_000;

export type DurationReading = { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly fault: DurationFault };

/** Reads `1h30m`: units descending, each once. */
export function readDuration(text: string): DurationReading {
  if (text.startsWith('-')) return { ok: false, fault: 'negative' };
  if (text.includes('.')) return { ok: false, fault: 'fraction' };
  if (!/^(?:\d+[A-Za-z]+)+$/.test(text)) return { ok: false, fault: /\d$/.test(text) ? 'missing-unit' : 'unit' };
  let ms = 0;
  let last = -1;
  for (const [, count, unit] of text.matchAll(/(\d+)([A-Za-z]+)/g)) {
    const rank = units.findIndex(([name]) => name === unit);
    const length = units[rank]?.[1];
    if (length === undefined) return { ok: false, fault: 'unit' };
    if (rank === last) return { ok: false, fault: 'twice' };
    if (rank < last) return { ok: false, fault: text.match(new RegExp(`\\d${unit}(?![a-z])`, 'g'))!.length > 1 ? 'twice' : 'order' };
    last = rank;
    ms += Number(count) * length;
  }
  return ms > LONGEST ? { ok: false, fault: 'overflow' } : { ok: true, ms };
}
