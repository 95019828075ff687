import { InvalidArgumentError, Option } from 'commander';

/** Where steps are checked: a server of one's own instead of the embedded one. */
export function devUrlOption(): Option {
  return new Option('--dev-url <url>', 'a server on which a scratch database may be made to check SQL; else the embedded Postgres');
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON');
}

export function limitOption(standard: number): Option {
  return new Option('--limit <n>', 'at most so many').default(standard).argParser((text) => readInteger(text, 1, 10_000));
}

export function afterOption(): Option {
  return new Option('--after <place>', 'go on after this place, which the page before names');
}

/** An option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

export function readInteger(text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
}
