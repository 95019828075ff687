import type { Scope } from './references.ts';

/** Every node that did something leaves its id, a count and the time; where something loops, the iteration too. */
export function record({ iteration = null }: Scope, count: string): string[] {
  return [
    `        "@steps" := "@steps" || array["@node", ${count}]::int[]; "@times" := "@times" || clock_timestamp();`,
    ...(iteration === null ? [] : [`        "@iterations" := "@iterations" || ${iteration};`]),
  ];
}
