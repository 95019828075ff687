import type * as ast from '../../ast.ts';
import type { HttpbodyCstNode, HttpCstNode, PartCstNode, StatusCstNode } from '../cst.ts';
import { type Builder, nodeSpan, one } from './builder.ts';
import { buildInteger, buildString } from './literals.ts';
import { buildRegion } from './region.ts';
import { buildTemplate } from './template.ts';

export function buildHttp(builder: Builder, node: HttpCstNode): ast.HttpAction {
  const { method, Text, header, httpbody, status } = node.children;
  const [word] = Object.keys(one(method).children);
  return {
    kind: 'http',
    method: word!.toLowerCase() as ast.HttpAction['method'],
    url: buildTemplate(builder, one(Text)),
    headers: (header ?? []).map((one_) => ({
      name: buildString(builder, one(one_.children.name)),
      value: buildTemplate(builder, one(one_.children.value)),
      span: nodeSpan(builder, one_),
    })),
    body: httpbody?.[0] ? buildBody(builder, httpbody[0]) : null,
    accept: (status ?? []).map((range) => buildStatus(builder, range)),
    span: nodeSpan(builder, node),
  };
}

function buildBody(builder: Builder, node: HttpbodyCstNode): ast.HttpBody {
  const { Json, JsonRegion, Expression, Text, part } = node.children;
  if (JsonRegion?.[0]) return { kind: 'json', document: buildRegion(builder, JsonRegion[0], 'json') };
  if (part !== undefined) return { kind: 'parts', parts: part.map((one_) => buildPart(builder, one_)) };
  const expression = buildRegion(builder, one(Expression), 'expression');
  if (Json !== undefined) return { kind: 'json-expression', expression };
  return { kind: 'raw', expression, type: Text?.[0] ? buildString(builder, Text[0]) : null };
}

function buildPart(builder: Builder, node: PartCstNode): ast.HttpPart {
  const { name, Expression, filename, mime } = node.children;
  return {
    name: buildString(builder, one(name)),
    value: buildRegion(builder, one(Expression), 'expression'),
    filename: filename?.[0] ? buildTemplate(builder, filename[0]) : null,
    type: mime?.[0] ? buildString(builder, mime[0]) : null,
    span: nodeSpan(builder, node),
  };
}

function buildStatus(builder: Builder, node: StatusCstNode): ast.HttpAction['accept'][number] {
  const range = { what: 'An HTTP status', min: 100, max: 599 };
  const [from, to] = node.children.Integer;
  return { from: buildInteger(builder, from!, range), to: to ? buildInteger(builder, to, range) : null };
}
