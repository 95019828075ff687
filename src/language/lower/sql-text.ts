import type { RefTarget, SqlText } from '../../graph/index.ts';
import { corePart, type Part, scanSql, within } from '../../sql/index.ts';
import type * as ast from '../ast.ts';
import type { TypedReference } from '../check/types/index.ts';
import type { Lowering } from './lowering.ts';

/** A statement of a region: the text between two offsets, with what its references mean. */
export function sqlText(lowering: Lowering, region: ast.Region, part: Part): SqlText {
  const references = within(lowering.typed.references.get(region) ?? [], part);
  return {
    text: region.text.slice(part.start, part.end),
    refs: references.map((typed) => ({ start: typed.start - part.start, end: typed.end - part.start, target: refTarget(lowering, typed) })),
  };
}

/** An expression, without the white space and comments around it: one at its end would hide what follows. */
export function expressionText(lowering: Lowering, region: ast.Region): SqlText {
  return sqlText(lowering, region, corePart(scanSql(region.text)));
}

/** The text of an expression that has no references. */
export function plainText(region: ast.Region): string {
  const { start, end } = corePart(scanSql(region.text));
  return region.text.slice(start, end);
}

export function refTarget({ slots }: Lowering, typed: TypedReference): RefTarget {
  switch (typed.kind) {
    case 'param':
      return { kind: 'param', name: typed.param.name.text, type: typed.type.name };
    case 'row':
      return { kind: 'row', of: typed.of, column: typed.column, type: typed.type.name, optional: typed.reference.optional };
    case 'context':
      return { kind: 'context', of: typed.of, field: typed.field, type: typed.type.name };
    case 'caught': {
      const slot = slots.caught(typed.variable);
      if (slot === null) throw new Error(`what ${typed.variable.text} has caught is kept nowhere`);
      return { kind: 'column', slot, column: typed.column, type: typed.type.name, optional: false };
    }
    case 'rows':
      return { kind: 'rows', slot: slots.of(firstOf(typed.sites)).id, alias: typed.alias };
    case 'column': {
      const slot = slots.of(firstOf(typed.sites));
      const type = slot.columns[typed.column]?.type ?? typed.type.name;
      return { kind: 'column', slot: slot.id, column: typed.column, type, optional: typed.reference.optional };
    }
  }
}

function firstOf<T>(list: readonly T[]): T {
  return list[0] as T;
}
