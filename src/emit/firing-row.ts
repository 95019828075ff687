import type { Graph } from '../graph/index.ts';
import { literal } from './literals.ts';
import type { Variables } from './names.ts';
import { isJson, variableType } from './types.ts';

/** The variables of the row that has fired the flow, read out of the run's parameters. */
export function declareRow({ triggers, row }: Graph, variables: Variables, params: string): string[] {
  if (triggers.length === 0) return [];
  return [
    `  "@new" boolean := coalesce(jsonb_typeof(${params} -> 'new') = 'object', false); "@old" boolean := coalesce(jsonb_typeof(${params} -> 'old') = 'object', false);`,
    ...row.map(({ of, name, type }) => {
      const value = isJson(type) ? `nullif(${params} -> '${of}' -> ${literal(name)}, 'null')` : `${params} -> '${of}' ->> ${literal(name)}`;
      return `  ${variables.row(of, name)} ${variableType(type)} := ${value};`;
    }),
  ];
}
