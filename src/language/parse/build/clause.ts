import type { CstNode } from 'chevrotain';
import { diagnose } from '../../../diagnostics/index.ts';
import type * as ast from '../../ast.ts';
import type { AfterCstNode, ClauseCstNode, EveryCstNode, RetryCstNode, TimeoutCstNode } from '../cst.ts';
import { type Builder, nodeSpan, one } from './builder.ts';
import { buildDuration, buildInteger, buildString } from './literals.ts';
import { buildName } from './name.ts';
import { buildExpressionList, buildRegion } from './region.ts';

export function buildClause(builder: Builder, node: ClauseCstNode): ast.Clause {
  const { every, after, key, limit, priority, timeout, retain, retry } = node.children;
  if (every?.[0]) return buildEvery(builder, every[0]);
  if (after?.[0]) return buildAfter(builder, after[0]);
  if (timeout?.[0]) return buildTimeout(builder, timeout[0]);
  if (retry?.[0]) return buildRetry(builder, retry[0]);
  const span = nodeSpan(builder, node);
  if (key?.[0]) {
    const { Expression, Once } = key[0].children;
    return { kind: 'key', expressions: buildExpressionList(builder, one(Expression)), once: Once !== undefined, span };
  }
  if (limit?.[0]) {
    const { Integer, Expression } = limit[0].children;
    const count = buildInteger(builder, one(Integer), { what: 'The limit of live runs', min: 1 });
    return { kind: 'limit', count, per: Expression?.[0] ? buildRegion(builder, Expression[0], 'expression') : null, span };
  }
  if (priority?.[0]) {
    const value = buildInteger(builder, one(priority[0].children.Integer), { what: 'A priority', min: -100, max: 100 });
    return { kind: 'priority', value, span };
  }
  return { kind: 'retain', duration: buildDuration(builder, one(one(retain).children.Duration)), span };
}

export function buildTimeout(builder: Builder, node: TimeoutCstNode): ast.TimeoutClause {
  return { kind: 'timeout', duration: buildDuration(builder, one(node.children.Duration)), span: nodeSpan(builder, node) };
}

export function buildRetry(builder: Builder, node: RetryCstNode): ast.RetryClause {
  const { Integer, Duration, Expression } = node.children;
  const [from, to] = Duration ?? [];
  return {
    kind: 'retry',
    count: buildInteger(builder, one(Integer), { what: 'The number of further attempts' }),
    backoff: from ? { from: buildDuration(builder, from), to: to ? buildDuration(builder, to) : null } : null,
    unless: Expression?.[0] ? buildRegion(builder, Expression[0], 'expression') : null,
    span: nodeSpan(builder, node),
  };
}

function buildEvery(builder: Builder, node: EveryCstNode): ast.EveryClause {
  const { Duration, cron, zone, overlap, catchup } = node.children;
  atMostOnce(builder, 'overlap', overlap);
  atMostOnce(builder, 'catchup', catchup);
  const policy = overlap?.[0]?.children;
  return {
    kind: 'every',
    when: Duration?.[0] ? { kind: 'duration', duration: buildDuration(builder, Duration[0]) } : buildCron(builder, cron, zone),
    overlap: policy === undefined ? null : policy.Skip ? 'skip' : policy.Queue ? 'queue' : 'allow',
    catchup: catchup?.[0] ? buildDuration(builder, one(catchup[0].children.Duration)) : null,
    span: nodeSpan(builder, node),
  };
}

function buildCron(
  builder: Builder,
  cron: EveryCstNode['children']['cron'],
  zone: EveryCstNode['children']['zone'],
): ast.EveryClause['when'] {
  return { kind: 'cron', cron: buildString(builder, one(cron)), zone: zone?.[0] ? buildString(builder, zone[0]) : null };
}

function buildAfter(builder: Builder, node: AfterCstNode): ast.AfterClause {
  const { Insert, Update, Name, table, Expression } = node.children;
  const target = one(table);
  const [first, second] = target.children.Name.map((token) => buildName(builder, token, 'other'));
  return {
    kind: 'after',
    event: Insert ? 'insert' : Update ? 'update' : 'delete',
    columns: (Name ?? []).map((token) => buildName(builder, token, 'other')),
    table: { schema: second ? first! : null, name: second ?? first!, span: nodeSpan(builder, target) },
    condition: Expression?.[0] ? buildRegion(builder, Expression[0], 'expression') : null,
    span: nodeSpan(builder, node),
  };
}

export function atMostOnce(builder: Builder, what: string, nodes: readonly CstNode[] | undefined): void {
  for (const node of nodes?.slice(1) ?? []) builder.report(diagnose('repeated-modifier', nodeSpan(builder, node), { what }));
}
