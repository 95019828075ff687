import type { IToken } from 'chevrotain';
import { diagnose } from '../../../diagnostics/index.ts';
import { readReference } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import type { ActionCstNode, ArgsCstNode, ForCstNode, ReturnCstNode, SleepCstNode, WhenCstNode } from '../cst.ts';
import { buildBlock } from './block.ts';
import { type Builder, nodeSpan, one, tokenSpan } from './builder.ts';
import { buildColumns } from './columns.ts';
import { buildHttp } from './http.ts';
import { buildDuration, buildInteger, buildString } from './literals.ts';
import { buildName } from './name.ts';
import { buildRegion } from './region.ts';
import { buildTemplate } from './template.ts';

type Of<K extends ast.ActionKind> = Extract<ast.Action, { readonly kind: K }>;
type Children = ActionCstNode['children'];
type Build = (builder: Builder, children: Children, span: ast.Action['span']) => ast.Action;

/** One function for each alternative of the grammar's `action`. */
const builders: Readonly<Record<keyof Children, Build>> = {
  sql: (builder, { sql }, span): Of<'sql'> => {
    const { Autocommit, SqlRegion } = one(sql).children;
    return { kind: 'sql', autocommit: Autocommit !== undefined, sql: buildRegion(builder, one(SqlRegion), 'sql'), span };
  },
  http: (builder, { http }) => buildHttp(builder, one(http)),
  sleep: (builder, { sleep }, span): Of<'sleep'> => ({ kind: 'sleep', time: buildSleepTime(builder, one(sleep)), span }),
  await: (builder, { await: node }, span): Of<'await'> => {
    const { Name, columns } = one(node).children;
    const signal = buildName(builder, one(Name), 'signal');
    return { kind: 'await', signal, columns: columns?.[0] ? buildColumns(builder, columns[0], true) : null, span };
  },
  call: (builder, { call }, span): Of<'call' | 'start'> => {
    const { Call, Name, args } = one(call).children;
    return { kind: Call ? 'call' : 'start', flow: buildName(builder, one(Name), 'flow'), args: buildArgs(builder, args?.[0]), span };
  },
  task: (builder, { task }, span): Of<'task'> => {
    const { Name, args, columns, queue } = one(task).children;
    return {
      kind: 'task',
      task: buildName(builder, one(Name), 'task'),
      args: buildArgs(builder, args?.[0]),
      returns: columns?.[0] ? buildColumns(builder, columns[0], true) : null,
      queue: queue?.[0] ? buildName(builder, queue[0], 'queue') : null,
      span,
    };
  },
  when: (builder, { when }, span) => buildWhen(builder, one(when), span),
  for: (builder, { for: node }, span) => buildFor(builder, one(node), span),
  repeat: (builder, { repeat }, span): Of<'repeat'> => {
    const { Duration, block, Expression, Integer } = one(repeat).children;
    return {
      kind: 'repeat',
      every: Duration?.[0] ? buildDuration(builder, Duration[0]) : null,
      body: buildBlock(builder, one(block), '`repeat`'),
      until: Expression?.[0] ? buildRegion(builder, Expression[0], 'expression') : null,
      max: Integer?.[0] ? buildInteger(builder, Integer[0], { what: 'The number of iterations', min: 1 }) : null,
      span,
    };
  },
  break: (_builder, _children, span): Of<'break'> => ({ kind: 'break', span }),
  try: (builder, { try: node }, span): Of<'try'> => {
    const { block, Name } = one(node).children;
    return {
      kind: 'try',
      body: buildBlock(builder, one(block), '`try`'),
      variable: buildName(builder, one(Name), 'catch variable'),
      handler: buildBlock(builder, one(block.slice(1)), null),
      span,
    };
  },
  fail: (builder, { fail }, span): Of<'fail'> => {
    const { message, code } = one(fail).children;
    return {
      kind: 'fail',
      message: message?.[0] ? buildTemplate(builder, message[0]) : null,
      code: code?.[0] ? buildString(builder, code[0]) : null,
      span,
    };
  },
  return: (builder, { return: node }, span) => buildReturn(builder, one(node), span),
  group: (builder, { group }, span): Of<'group'> => ({
    kind: 'group',
    body: builder.sequence(one(one(group).children.sequence)),
    span,
  }),
};

export function buildAction(builder: Builder, node: ActionCstNode): ast.Action {
  const [kind] = Object.keys(node.children) as (keyof Children)[];
  return builders[kind!](builder, node.children, nodeSpan(builder, node));
}

function buildSleepTime(builder: Builder, node: SleepCstNode): ast.SleepTime {
  const { Duration, Until, Expression } = node.children;
  if (Duration?.[0]) return { kind: 'duration', duration: buildDuration(builder, Duration[0]) };
  return { kind: Until ? 'until' : 'for', expression: buildRegion(builder, one(Expression), 'expression') };
}

function buildArgs(builder: Builder, node: ArgsCstNode | undefined): readonly ast.Argument[] {
  return (node?.children.arg ?? []).map((arg) => ({
    name: buildName(builder, one(arg.children.Name), 'other'),
    value: buildRegion(builder, one(arg.children.BareExpression), 'expression'),
    span: nodeSpan(builder, arg),
  }));
}

function buildWhen(builder: Builder, node: WhenCstNode, span: ast.Action['span']): Of<'when'> {
  const { arm, block } = node.children;
  return {
    kind: 'when',
    arms: arm.map((one_) => ({
      condition: buildRegion(builder, one(one_.children.Expression), 'expression'),
      block: buildBlock(builder, one(one_.children.block), null),
      span: nodeSpan(builder, one_),
    })),
    else: block?.[0] ? buildBlock(builder, block[0], null) : null,
    span,
  };
}

function buildFor(builder: Builder, node: ForCstNode, span: ast.Action['span']): Of<'for'> {
  const { Name, Reference, SqlRegion, Integer, block } = node.children;
  return {
    kind: 'for',
    variable: buildName(builder, one(Name), 'loop variable'),
    source: Reference?.[0]
      ? { kind: 'binding', reference: buildLoopSource(builder, Reference[0]) }
      : { kind: 'sql', sql: buildRegion(builder, one(SqlRegion), 'sql') },
    parallel: Integer?.[0] ? buildInteger(builder, Integer[0], { what: 'The number of iterations at a time', min: 1 }) : null,
    body: buildBlock(builder, one(block), '`for`'),
    span,
  };
}

function buildLoopSource(builder: Builder, token: IToken): ast.Reference {
  const { name } = readReference(token.image, 0);
  const place = tokenSpan(builder, token);
  if (token.image !== `$${name}`) builder.report(diagnose('invalid-loop-source', place, { text: token.image, name }));
  return { name, column: null, star: false, optional: false, path: [], span: place };
}

function buildReturn(builder: Builder, node: ReturnCstNode, span: ast.Action['span']): Of<'return'> {
  const inner = node.children.action?.[0];
  const action = inner === undefined ? null : buildAction(builder, inner);
  if (action !== null && (action.kind === 'break' || action.kind === 'fail'))
    builder.report(diagnose('return-of-jump', action.span, { what: action.kind }));
  return { kind: 'return', action, span };
}
