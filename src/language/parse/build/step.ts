import { diagnose } from '../../../diagnostics/index.ts';
import { span } from '../../../source/index.ts';
import type * as ast from '../../ast.ts';
import type { ModifierCstNode, ParallelCstNode, SequenceCstNode, StepCstNode } from '../cst.ts';
import { buildAction } from './action.ts';
import { buildBlock } from './block.ts';
import { type Builder, nodeSpan, one } from './builder.ts';
import { atMostOnce, buildRetry, buildTimeout } from './clause.ts';
import { buildColumns } from './columns.ts';
import { buildName } from './name.ts';

export function buildSequence(builder: Builder, node: SequenceCstNode): ast.Sequence {
  return { kind: 'sequence', items: node.children.parallel.map((item) => buildItem(builder, item)), span: nodeSpan(builder, node) };
}

function buildItem(builder: Builder, node: ParallelCstNode): ast.SequenceItem {
  const { step, And, Or } = node.children;
  const branches = step.map((branch) => buildStep(builder, branch));
  if (branches.length === 1) return branches[0]!;
  const place = nodeSpan(builder, node);
  if (And !== undefined && Or !== undefined) {
    const second = And[0]!.startOffset > Or[0]!.startOffset ? And[0]! : Or[0]!;
    builder.report(diagnose('mixed-operators', span(builder.path, second.startOffset, second.endOffset! + 1), {}));
  }
  return { kind: And === undefined ? 'race' : 'join', branches, span: place };
}

function buildStep(builder: Builder, node: StepCstNode): ast.Step {
  const { label, Bind, Name, columns, action, modifier } = node.children;
  const place = nodeSpan(builder, node);
  const bound = Bind === undefined ? null : buildName(builder, one(Name), 'binding');
  return {
    kind: 'step',
    label: label?.[0] ? buildName(builder, label[0], 'other') : null,
    bind: bound === null ? null : { name: bound, columns: columns?.[0] ? buildColumns(builder, columns[0], false) : null },
    action: buildAction(builder, one(action)),
    modifiers: buildModifiers(builder, modifier ?? []),
    description: builder.descriptions.above(place.start),
    span: place,
  };
}

function buildModifiers(builder: Builder, nodes: readonly ModifierCstNode[]): readonly ast.Modifier[] {
  const children = nodes.map((node) => node.children);
  atMostOnce(
    builder,
    'timeout',
    children.flatMap(({ timeout }) => timeout ?? []),
  );
  atMostOnce(
    builder,
    'retry',
    children.flatMap(({ retry }) => retry ?? []),
  );
  atMostOnce(
    builder,
    'undo',
    children.flatMap(({ undo }) => undo ?? []),
  );
  return children.map(({ timeout, retry, undo }): ast.Modifier => {
    if (timeout?.[0]) return buildTimeout(builder, timeout[0]);
    if (retry?.[0]) return buildRetry(builder, retry[0]);
    const node = one(undo);
    return { kind: 'undo', block: buildBlock(builder, one(node.children.block), '`undo`'), span: nodeSpan(builder, node) };
  });
}
