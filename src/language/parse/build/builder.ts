import type { CstNode, IToken } from 'chevrotain';
import type { Diagnostic } from '../../../diagnostics/index.ts';
import { type Span, span } from '../../../source/index.ts';
import type * as ast from '../../ast.ts';
import type { SequenceCstNode } from '../cst.ts';
import type { DescriptionIndex } from '../descriptions.ts';

/** What is known of the file besides the concrete tree of a flow. */
export interface Surroundings {
  readonly path: string;
  readonly text: string;
  readonly descriptions: DescriptionIndex;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** What the functions of this folder need to turn the concrete tree of one flow into the syntax tree. */
export interface Builder extends Surroundings {
  /** Steps hold blocks and blocks hold steps: this is the way back. */
  readonly sequence: (node: SequenceCstNode) => ast.Sequence;
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
