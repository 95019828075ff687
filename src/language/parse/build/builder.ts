import type { CstNode, IToken } from 'chevrotain';
import type { Diagnostic } from '../../../diagnostics/index.ts';
import { type Span, span } from '../../../source/index.ts';
import type { DescriptionIndex } from '../descriptions.ts';

/** What the functions of this folder need to turn the concrete tree of one flow into the syntax tree. */
export interface Builder {
  readonly path: string;
  readonly text: string;
  readonly descriptions: DescriptionIndex;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** The child that the grammar requires. Trees with errors are not built, so its absence is a bug. */
export function one<T>(children: readonly T[] | undefined): T {
  const child = children?.[0];
  if (child === undefined) throw new Error('The grammar and the tree disagree.');
  return child;
}

export function tokenSpan(builder: Builder, token: IToken): Span {
  return span(builder.path, token.startOffset, token.endOffset! + 1);
}

export function nodeSpan(builder: Builder, node: CstNode): Span {
  const location = node.location!;
  return span(builder.path, location.startOffset, location.endOffset! + 1);
}
