import { type Diagnostic, diagnose } from '../../../diagnostics/index.ts';
import type { TableName } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { places } from '../../resolve/index.ts';
import type { SqlAction, TypedFlow } from '../types/index.ts';
import { type LintedStatement, placeOf } from './statements.ts';

interface Write {
  readonly table: TableName;
  readonly statement: LintedStatement;
}

/** Each table once for each `&`: the first write of a later branch that an earlier branch does as well. */
export function lintParallelWrites(
  { resolved }: TypedFlow,
  statements: ReadonlyMap<SqlAction, readonly LintedStatement[]>,
): readonly Diagnostic[] {
  const joins = places(resolved.flow).flatMap(({ node }) => (node.kind === 'join' ? [node] : []));
  return joins.flatMap((join) => {
    const branches = join.branches.map((branch) => writesIn(branch, statements));
    const reported: TableName[] = [];
    return branches.flatMap((writes, i) =>
      writes.flatMap(({ table, statement }) => {
        const earlier = branches
          .slice(0, i)
          .flat()
          .find((write) => isSame(write.table, table));
        if (earlier === undefined || reported.some((one) => isSame(one, table))) return [];
        reported.push(table);
        const labels = [{ span: placeOf(earlier.statement, earlier.statement), message: `this writes ${table.name} too` }];
        return [diagnose('parallel-writes', placeOf(statement, statement), { table: table.name }, { labels })];
      }),
    );
  });
}

function writesIn({ span }: ast.Step, statements: ReadonlyMap<SqlAction, readonly LintedStatement[]>): readonly Write[] {
  const inside = [...statements].filter(([action]) => action.span.start >= span.start && action.span.end <= span.end);
  return inside.flatMap(([, list]) => list).flatMap((statement) => (statement.shape?.writes ?? []).map((table) => ({ table, statement })));
}

/** A name without schema may be the one with it. */
function isSame(a: TableName, b: TableName): boolean {
  return a.name === b.name && (a.schema === null || b.schema === null || a.schema === b.schema);
}
