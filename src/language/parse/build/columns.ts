import type { IToken } from 'chevrotain';
import { diagnose } from '../../../diagnostics/index.ts';
import { span } from '../../../source/index.ts';
import type * as ast from '../../ast.ts';
import type { ColumnsCstNode, TypeCstNode } from '../cst.ts';
import { type Builder, nodeSpan, one, tokenSpan } from './builder.ts';
import { buildName } from './name.ts';

/** `null` after a type has a meaning only for what comes from outside. */
export function buildColumns(builder: Builder, node: ColumnsCstNode, mayBeNull: boolean): ast.Columns {
  const columns = node.children.column.map((column): ast.Column => {
    const marker: IToken | undefined = column.children.Null?.[0];
    if (marker !== undefined && !mayBeNull) builder.report(diagnose('misplaced-null', tokenSpan(builder, marker), {}));
    return {
      name: buildName(builder, one(column.children.Name), 'other'),
      type: buildType(builder, one(column.children.type)),
      nullable: marker !== undefined,
      span: nodeSpan(builder, column),
    };
  });
  return { columns, span: nodeSpan(builder, node) };
}

/** A type is kept as it is written: Postgres reads it. */
export function buildType(builder: Builder, node: TypeCstNode): ast.TypeName {
  const { start, end } = nodeSpan(builder, node);
  return { text: builder.text.slice(start, end), span: span(builder.path, start, end) };
}
