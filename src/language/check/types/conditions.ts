import { corePart, scanSql } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { isOfType, typeExpression } from './expression.ts';
import { spanOf } from './region.ts';
import { report, type Typing } from './typing.ts';

export async function checkCondition(typing: Typing, region: ast.Region, place: 'when' | 'else when' | 'unless' | 'until'): Promise<void> {
  const type = await typeExpression(typing, region);
  if (type === null || isOfType(type, 'boolean')) return;
  report(typing, 'condition-not-boolean', tight(region), { type: type.name, place });
}

export async function checkSleep(typing: Typing, time: ast.SleepTime): Promise<void> {
  if (time.kind === 'duration') return;
  const type = await typeExpression(typing, time.expression);
  if (type === null) return;
  if (time.kind === 'for' && !isOfType(type, 'interval')) report(typing, 'sleep-not-interval', tight(time.expression), { type: type.name });
  if (time.kind === 'until' && !isOfType(type, 'timestamp with time zone')) {
    report(typing, 'sleep-not-timestamptz', tight(time.expression), { type: type.name });
  }
}

/** The place of an expression without what surrounds it. */
function tight(region: ast.Region): ReturnType<typeof spanOf> {
  return spanOf(region, corePart(scanSql(region.text)));
}
