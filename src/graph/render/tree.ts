import { oneLine } from '../../sql/index.ts';
import { printDuration } from '../duration-text.ts';
import { columnsText, nodeText } from '../node-text.ts';
import { type Outline, outline } from '../outline.ts';
import type { Graph, GraphSchedule, GraphTrigger } from '../types.ts';

/** The flow as a tree of its steps, for a terminal. Ends in a line feed. */
export function renderTree(graph: Graph): string {
  const lines = [head(graph), ...clauses(graph).map((clause) => `  ${clause}`), ...branch(graph, outline(graph).map(asTwig(graph)))];
  return `${lines.join('\n')}\n`;
}

interface Twig {
  readonly text: string;
  readonly twigs: readonly Twig[];
}

function asTwig(graph: Graph): (item: Outline) => Twig {
  return ({ node, arms }) => {
    if (node.kind === 'catch') {
      const [body, handler] = arms.map(({ items }) => items.map(asTwig(graph)));
      return { text: 'try', twigs: [...(body ?? []), { text: nodeText(graph, node), twigs: handler ?? [] }] };
    }
    const name = node.kind === 'sql' || node.named ? `${node.name}: ` : '';
    const text = `${name}${nodeText(graph, node)}`;
    const twigs = arms.flatMap(({ label, items }): readonly Twig[] => {
      const inner = items.map(asTwig(graph));
      if (label === null) return inner.length === 1 || node.kind === 'repeat' ? inner : [{ text: 'in order', twigs: inner }];
      if (label === 'else') return inner.length === 0 ? [] : [{ text: 'else', twigs: inner }];
      return [{ text: `(${oneLine(label)})`, twigs: inner }];
    });
    return { text, twigs };
  };
}

function branch(graph: Graph, twigs: readonly Twig[]): readonly string[] {
  return twigs.flatMap(({ text, twigs: inner }, i) => {
    const last = i === twigs.length - 1;
    const below = branch(graph, inner).map((line) => `${last ? '   ' : '│  '}${line}`);
    return [`${last ? '└─ ' : '├─ '}${text}`, ...below];
  });
}

function head({ flow, params, returns }: Graph): string {
  const list = params.map(({ name, type, default: value }) => `${name} ${type}${value === null ? '' : ` default ${oneLine(value)}`}`);
  return `${flow}${list.length === 0 ? '' : ` (${list.join(', ')})`}${returns === null ? '' : ` returns (${columnsText(returns)})`}`;
}

function clauses({ schedules, triggers, key, limit, priority, timeout, retain }: Graph): readonly string[] {
  const keys = key === null ? [] : [`key (${key.expressions.map(({ text }) => oneLine(text)).join(', ')})${key.once ? ' once' : ''}`];
  const limits = limit === null ? [] : [`limit ${limit.count}${limit.per === null ? '' : ` per (${oneLine(limit.per.text)})`}`];
  const priorities = priority === 0 ? [] : [`priority ${priority}`];
  const timeouts = timeout === null ? [] : [`timeout ${printDuration(timeout)}`];
  return [
    ...schedules.map(scheduleText),
    ...triggers.map(triggerText),
    ...keys,
    ...limits,
    ...priorities,
    ...timeouts,
    `retain ${printDuration(retain)}`,
  ];
}

function triggerText({ event, columns, table, condition }: GraphTrigger): string {
  const of = columns.length === 0 ? '' : ` of ${columns.join(', ')}`;
  const when = condition === null ? '' : ` when (${oneLine(condition.text)})`;
  return `after ${event}${of} on ${table.schema === null ? '' : `${table.schema}.`}${table.name}${when}`;
}

function scheduleText(schedule: GraphSchedule): string {
  const when = schedule.kind === 'interval' ? printDuration(schedule.ms) : `'${schedule.cron}' in '${schedule.zone}'`;
  return `every ${when} overlap ${schedule.overlap}${schedule.catchup === null ? '' : ` catchup ${printDuration(schedule.catchup)}`}`;
}
