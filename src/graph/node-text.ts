import { oneLine } from '../sql/index.ts';
import { printDuration } from './duration-text.ts';
import type { Graph, GraphColumn, GraphNode, GraphRetry, RefTarget } from './types.ts';

const WIDTH = 100;

/** What a node does, in one line, without its name. */
export function nodeText(graph: Graph, node: GraphNode): string {
  switch (node.kind) {
    case 'sql': {
      const sql = oneLine(node.statements.map(({ text }) => text).join('; '), WIDTH);
      return ['sql', sql, retryText(node.retry), gives(graph, node.into)].filter((text) => text !== '').join(' ');
    }
    case 'when':
      return 'when';
    case 'sleep':
      if (node.time.kind === 'duration') return `sleep ${printDuration(node.time.ms)}`;
      return `sleep${node.time.kind === 'until' ? ' until' : ''} (${oneLine(node.time.expression.text, WIDTH)})`;
    case 'repeat':
      return repeatText(graph.nodes[node.again - 1]);
    case 'again':
      return 'again';
    case 'break':
      return 'break';
    case 'await': {
      const columns = node.columns?.map(({ name, type, nullable }) => `${name} ${type}${nullable ? ' null' : ''}`).join(', ');
      const timeout = node.timeout === null ? '' : ` timeout ${printDuration(node.timeout)}`;
      const into = node.into === null ? '' : ` -> ${graph.slots[node.into - 1]?.name}`;
      return `await signal ${node.signal}${columns === undefined ? '' : ` (${columns})`}${timeout}${into}`;
    }
    case 'fork':
      return 'all of';
    case 'join':
      return 'join';
    case 'fail': {
      if (node.caught !== undefined) return `fail with $${graph.slots[node.caught - 1]?.name} again`;
      const message = node.message.map((part) => (part.kind === 'text' ? part.text : `{${targetText(graph, part.target)}}`)).join('');
      return `fail '${message}'${node.code === 'failed' ? '' : ` code '${node.code}'`}`;
    }
    case 'catch':
      return ['catch', gives(graph, node.into)].filter((text) => text !== '').join(' ');
    case 'end':
      return `end${gives(graph, node.result) === '' ? '' : ` ${gives(graph, node.result)}`}`;
  }
}

export function columnsText(columns: readonly GraphColumn[]): string {
  return columns.map(({ name, type }) => `${name} ${type}`).join(', ');
}

function gives(graph: Graph, slot: number | null): string {
  const found = slot === null ? undefined : graph.slots[slot - 1];
  return found === undefined ? '' : `-> ${found.name} (${columnsText(found.columns)})`;
}

/** A loop as a whole: what its end says is part of it. */
function repeatText(again: GraphNode | undefined): string {
  if (again?.kind !== 'again') return 'repeat';
  const every = again.every === null ? '' : ` every ${printDuration(again.every)}`;
  const until = again.until === null ? '' : ` until (${oneLine(again.until.text, WIDTH)})`;
  return `repeat${every}${until}${again.max === null ? '' : ` max ${again.max}`}`;
}

function retryText(retry: GraphRetry | null): string {
  if (retry === null) return '';
  const pauses = retry.from === retry.to ? printDuration(retry.from) : `${printDuration(retry.from)}..${printDuration(retry.to)}`;
  return `retry ${retry.count} backoff ${pauses}${retry.unless === null ? '' : ` unless (${oneLine(retry.unless.text, WIDTH)})`}`;
}

function targetText(graph: Graph, target: RefTarget): string {
  switch (target.kind) {
    case 'param':
      return `$${target.name}`;
    case 'row':
      return `$${target.of}.${target.column}${target.optional ? '?' : ''}`;
    case 'context':
      return `$${target.of}.${target.field}`;
    case 'column': {
      const slot = graph.slots[target.slot - 1];
      return `$${slot?.name}.${slot?.columns[target.column]?.name}${target.optional ? '?' : ''}`;
    }
    case 'rows':
      return `$${graph.slots[target.slot - 1]?.name}.*`;
  }
}
