import type { Part, Refusal } from '../../../sql/index.ts';
import { spanOf, type TypedRegion } from './region.ts';
import { report, type Typing } from './typing.ts';

export function reportRefused(typing: Typing, typed: TypedRegion, part: Part, why: Refusal): void {
  report(typing, 'statement-refused', spanOf(typed.region, part), { statement: nameOf(typed, part, why), why });
}

/** The first words of a statement, as people name it: `CREATE DATABASE`, `VACUUM`. */
function nameOf({ region }: TypedRegion, part: Part, why: Refusal): string {
  if (why === 'select-into') return 'SELECT INTO';
  const words: readonly string[] = region.text.slice(part.start, part.end).toUpperCase().match(/\w+/g) ?? [];
  const [first = '', second = ''] = words;
  const objects =
    /^(CREATE|DROP|ALTER|START)$/.test(first) || /^(LOCAL|SESSION|TRANSACTION|ROLE)$/.test(second) ? [first, second] : [first];
  return [...objects, ...(words.includes('CONCURRENTLY') ? ['CONCURRENTLY'] : [])].join(' ');
}
