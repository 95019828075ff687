import type { Refusal } from '../../../sql/index.ts';
import { type Part, spanOf, type TypedRegion } from './region.ts';
import { report, type Typing } from './typing.ts';

export function reportRefused(typing: Typing, typed: TypedRegion, part: Part, why: Refusal): void {
  report(typing, 'statement-refused', spanOf(typed.region, part), { statement: nameOf(typed, part, why), why });
}

/** The first words of a statement, as people name it: `CREATE DATABASE`, `VACUUM`. */
function nameOf({ region }: TypedRegion, part: Part, why: Refusal): string {
  if (why === 'select-into') return 'SELECT INTO';
  const [first = '', second = ''] =
    region.text
      .slice(part.start, part.end)
      .toUpperCase()
      .match(/[A-Z]+/g) ?? [];
  return /^(CREATE|DROP|ALTER|START|PREPARE|SET|REINDEX)$/.test(first) ? `${first} ${second}` : first;
}
