import type * as ast from '../../ast.ts';
import type { FlowCstNode, ParamCstNode } from '../cst.ts';
import { buildBlock } from './block.ts';
import { type Builder, nodeSpan, one, type Surroundings } from './builder.ts';
import { buildClause } from './clause.ts';
import { buildColumns, buildType } from './columns.ts';
import { checkKeywordCase } from './keyword-case.ts';
import { buildName } from './name.ts';
import { buildRegion } from './region.ts';
import { buildSequence } from './step.ts';

export function buildFlow(surroundings: Surroundings, node: FlowCstNode): ast.Flow {
  const builder: Builder = { ...surroundings, sequence: (inner) => buildSequence(builder, inner) };
  const { Name, param, columns, clause, block } = node.children;
  const span = nodeSpan(builder, node);
  checkKeywordCase(builder, node);
  return {
    kind: 'flow',
    name: buildName(builder, one(Name), 'flow'),
    description: builder.descriptions.above(span.start),
    params: (param ?? []).map((one_) => buildParam(builder, one_)),
    returns: columns?.[0] ? buildColumns(builder, columns[0], false) : null,
    clauses: (clause ?? []).map((one_) => buildClause(builder, one_)),
    body: buildBlock(builder, one(block), 'this flow'),
    span,
  };
}

function buildParam(builder: Builder, node: ParamCstNode): ast.Param {
  const { Name, type, BareExpression } = node.children;
  return {
    kind: 'param',
    name: buildName(builder, one(Name), 'parameter'),
    type: buildType(builder, one(type)),
    default: BareExpression?.[0] ? buildRegion(builder, BareExpression[0], 'expression') : null,
    span: nodeSpan(builder, node),
  };
}
