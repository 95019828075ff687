import type { Graph } from '../graph/index.ts';
import { quoteIdentifier } from '../sql/quote-identifier.ts';

/**
 * What every generated function is pinned to, so that the text of values and the meaning of names do not depend on the
 * session. A function with these clauses gives the settings back when it returns, whatever a step has changed.
 */
export function pinnedSettings(graph: Graph): string {
  const schemas = [...graph.searchPath.map(quoteIdentifier), 'pg_temp'].join(', ');
  return [
    '  language plpgsql volatile security definer',
    `  set search_path = ${schemas}`,
    `  set "DateStyle" = 'ISO, YMD'`,
    `  set "IntervalStyle" = 'postgres'`,
    `  set "TimeZone" = 'UTC'`,
    `  set bytea_output = 'hex'`,
    `  set extra_float_digits = 1`,
    ...(usesMoney(graph) ? [`  set lc_monetary = 'C'`] : []),
  ].join('\n');
}

/** Its text is written and read by this setting; looking up a locale is too much for everybody else. */
function usesMoney({ params, row, slots }: Graph): boolean {
  return [...params, ...row, ...slots.flatMap((slot) => slot.columns)].some(({ type }) => /\bmoney\b/.test(type));
}
