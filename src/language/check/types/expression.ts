import { corePart, rewrite, type TypeInfo } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { isUnknown, substitutionsIn, typeRegion } from './region.ts';
import { reportRejected } from './rejected.ts';
import type { Typing } from './typing.ts';

/**
 * The type of a SQL expression; null where it is not known, and said why. VALUES takes exactly what an expression of
 * one row is: no aggregates, no functions that return sets.
 */
export async function typeExpression(
  typing: Typing,
  region: ast.Region,
  as: { readonly before: string; readonly after: string } = plain,
): Promise<TypeInfo | null> {
  const typed = await typeRegion(typing, region);
  const part = corePart(typed.scan);
  if (typing.blind || isUnknown(typed, part)) return null;
  const rewritten = rewrite(region.text, part, substitutionsIn(typed, part), as);
  const described = await typing.session.describe(rewritten.text, rewritten.parameters);
  if (!described.ok) {
    reportRejected(typing, typed, part, rewritten, described.error, 'expression');
    return null;
  }
  const [type] = await typing.book.known((described.columns ?? []).map((column) => column.type));
  return type ?? null;
}

const plain = { before: 'VALUES ((', after: '))' };

/** Whether values of a type are of `wanted`: itself, with a modifier, or a domain over it. */
export function isOfType(type: TypeInfo, wanted: string): boolean {
  const below = type.domainOf ?? type.base;
  return below === wanted || below.replace(/\(\d+\)/, '') === wanted || (wanted === 'interval' && below.startsWith('interval '));
}
