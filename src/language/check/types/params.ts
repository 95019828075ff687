import { corePart, type Part, quoteIdentifier, rewrite, type TypeInfo } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { typesOf } from './columns.ts';
import { typeExpression } from './expression.ts';
import { isUnknown, spanOf, typeRegion } from './region.ts';
import { reportRejected } from './rejected.ts';
import { mustExecute, report, type Typing } from './typing.ts';

/** Types of the parameters, and whether each default can be assigned to its parameter and evaluated. */
export async function checkParams(typing: Typing, params: readonly ast.Param[]): Promise<void> {
  const types = await typesOf(typing, params);
  for (const [i, param] of params.entries()) {
    const type = types[i] ?? null;
    if (type !== null) typing.params.set(param, type);
    if (param.default === null) continue;
    if (type === null) await typeExpression(typing, param.default);
    else await checkDefault(typing, param, param.default, type);
  }
}

/** A default is assigned as in an INSERT, so an INSERT is what is judged, and done. */
async function checkDefault(typing: Typing, param: ast.Param, region: ast.Region, type: TypeInfo): Promise<void> {
  const typed = await typeRegion(typing, region);
  const part = corePart(typed.scan);
  if (isUnknown(typed, part)) return;
  const column = quoteIdentifier(param.name.text);
  await mustExecute(typing, `CREATE TEMPORARY TABLE dflow_default (${column} ${type.name})`);
  const insert = rewrite(region.text, part, [], { before: `INSERT INTO pg_temp.dflow_default (${column}) VALUES ((`, after: '))' });
  const described = await typing.session.describe(insert.text, []);
  if (!described.ok) {
    if (described.error.code === '42804') await reportType(typing, param, region, part, type);
    else reportRejected(typing, typed, part, insert, described.error, 'expression');
  } else {
    const executed = await typing.session.execute(insert.text);
    if (!executed.ok) report(typing, 'default-fails', spanOf(region, part), { param: param.name.text, error: executed.error.message });
  }
  await mustExecute(typing, 'DROP TABLE pg_temp.dflow_default');
}

async function reportType(typing: Typing, param: ast.Param, region: ast.Region, part: Part, type: TypeInfo): Promise<void> {
  const found = await typeExpression(typing, region);
  if (found !== null) report(typing, 'default-type', spanOf(region, part), { param: param.name.text, type: type.name, found: found.name });
}
