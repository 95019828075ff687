import { diagnose } from '../../../diagnostics/index.ts';
import type * as ast from '../../ast.ts';
import type { BlockCstNode } from '../cst.ts';
import { type Builder, nodeSpan } from './builder.ts';

/** `owner` is what a message calls the block's construct; null where the block may be empty. */
export function buildBlock(builder: Builder, node: BlockCstNode, owner: string | null): ast.Sequence {
  const { sequence } = node.children;
  if (sequence?.[0]) return builder.sequence(sequence[0]);
  const span = nodeSpan(builder, node);
  if (owner !== null) builder.report(diagnose('empty-block', span, { owner }));
  return { kind: 'sequence', items: [], span };
}
