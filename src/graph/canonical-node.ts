import { normalizeSql } from '../sql/index.ts';
import type { GraphNode, GraphRetry, RefTarget, SqlText } from './types.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How nodes and slots are numbered where they are spoken of. */
export interface Numbering {
  node(id: number): Json;
  slot(id: number): Json;
}

/** What of a node counts for a version. */
export function canonicalNode(node: GraphNode, at: Numbering): Json {
  const own = canonicalOwn(node, at);
  return node.handler == null ? own : { ...own, handler: at.node(node.handler) };
}

function canonicalOwn(node: GraphNode, at: Numbering): { readonly [key: string]: Json } {
  const name = node.named ? { name: node.name } : {};
  switch (node.kind) {
    case 'sql': {
      // The columns that matter are those of the slot.
      const statements = node.statements.map((statement) => canonicalSql(statement, at));
      const into = node.into === null ? null : at.slot(node.into);
      return { kind: node.kind, ...name, statements, into, retry: canonicalRetry(node.retry, at), next: at.node(node.next) };
    }
    case 'when': {
      const arms = node.arms.map((arm) => ({ condition: canonicalSql(arm.condition, at), next: at.node(arm.next) }));
      return { kind: node.kind, ...name, arms, else: at.node(node.else) };
    }
    case 'sleep': {
      const { time } = node;
      const canonical = time.kind === 'duration' ? { ms: time.ms } : { [time.kind]: canonicalSql(time.expression, at) };
      return { kind: node.kind, ...name, ...canonical, next: at.node(node.next) };
    }
    case 'await': {
      const { signal, timeout } = node;
      const columns = node.columns?.map((column) => ({ ...column })) ?? null;
      const into = node.into === null ? null : at.slot(node.into);
      return { kind: node.kind, ...name, signal, columns, timeout, into, next: at.node(node.next) };
    }
    case 'fork':
      return { kind: node.kind, branches: node.branches.map((branch) => at.node(branch)).sort(byText), join: at.node(node.join) };
    case 'join':
      return { kind: node.kind, next: at.node(node.next) };
    case 'repeat':
      return { kind: node.kind, ...name, body: at.node(node.body) };
    case 'again': {
      const until = node.until === null ? null : canonicalSql(node.until, at);
      const next = node.next === null ? null : at.node(node.next);
      return { kind: node.kind, every: node.every, until, max: node.max, body: at.node(node.body), next };
    }
    case 'break':
      return { kind: node.kind, ...name, next: at.node(node.next) };
    case 'fail': {
      const message = node.message.map((part): Json => {
        if (part.kind === 'text') return part.text;
        return { ref: canonicalTarget(part.target, at), path: part.path, optional: part.optional };
      });
      if (node.caught !== undefined) return { kind: node.kind, ...name, caught: at.slot(node.caught) };
      return { kind: node.kind, ...name, message, code: node.code };
    }
    case 'catch':
      return { kind: node.kind, into: node.into === null ? null : at.slot(node.into), next: at.node(node.next) };
    case 'end':
      return { kind: node.kind, ...name, result: node.result === null ? null : at.slot(node.result) };
  }
}

function canonicalRetry(retry: GraphRetry | null, at: Numbering): Json {
  if (retry === null) return null;
  return { count: retry.count, from: retry.from, to: retry.to, unless: retry.unless === null ? null : canonicalSql(retry.unless, at) };
}

/** The text with `$0`, `$1`, .. for its references, and what these are. */
export function canonicalSql({ text, refs }: SqlText, at: Numbering): Json {
  const parts = refs.map(({ start, end }, i) => ({ start, end, stand: `$${i}` }));
  return { text: normalizeSql(text, parts), refs: refs.map(({ target }) => canonicalTarget(target, at)) };
}

function canonicalTarget(target: RefTarget, at: Numbering): Json {
  switch (target.kind) {
    case 'param':
      return { param: target.name, type: target.type };
    case 'column':
      return { slot: at.slot(target.slot), column: target.column, type: target.type, optional: target.optional };
    case 'rows':
      return { rows: at.slot(target.slot), alias: target.alias };
    case 'row':
      return { row: `${target.of}.${target.column}`, type: target.type, optional: target.optional };
    case 'context':
      return { [target.of]: target.field, type: target.type };
  }
}

/** Objects with their keys in order. */
export function sorted(json: Json): Json {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(sorted);
  const entries = Object.entries(json as { readonly [key: string]: Json });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, sorted(value)]));
}

function byText(a: Json, b: Json): number {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  return typeof a === 'number' && typeof b === 'number' ? a - b : first < second ? -1 : first > second ? 1 : 0;
}
