import type { Graph, GraphNode, NodeKind } from '../graph/index.ts';
import { intervalLiteral, literal } from './literals.ts';
import { emitGuards, emitSql, type Scope } from './references.ts';

type NodeOf<K extends NodeKind> = Extract<GraphNode, { kind: K }>;

const I = '        ';
/** Steps after which a slice ends between two iterations: what a failure takes back, and a row of history, stay small. */
const LONGEST_SLICE = 128;

/**
 * The iterations that a token is in, the outermost loop first. Leaving a loop takes nothing away: a node reads the first
 * `depth` of them, and a loop that begins cuts off what is deeper.
 */
export function declareLoops(graph: Graph): string[] {
  if (!hasLoops(graph)) return [];
  return ['  "@iters" bigint[] := coalesce("@claim".iters, \'{}\'); "@iterations" bigint[] := \'{}\';  -- of the token; of "@steps"'];
}

export function endLoops(graph: Graph): string[] {
  return hasLoops(graph) ? ['  "@slice".iters := nullif("@iters", \'{}\'); "@slice".iterations := "@iterations";'] : [];
}

export function hasLoops({ nodes }: Graph): boolean {
  return nodes.some(({ depth = 0 }) => depth > 0);
}

/** The iteration of the nearest loop. */
export function iterationOf({ depth = 0 }: GraphNode): string {
  return depth === 0 ? 'null::bigint' : `"@iters"[${depth}]`;
}

/** The idempotency key names the step and, in loops, its iterations: the same for every attempt. */
export function keyOf({ name, depth = 0 }: GraphNode): string {
  const iterations = depth === 0 ? '' : ` || ':' || array_to_string("@iters"[1:${depth}], '.')`;
  return `("@claim".run || ':' || ${literal(name)}${iterations})`;
}

export function emitRepeat({ depth = 0, body }: NodeOf<'repeat'>): string[] {
  return [`${I}"@iters" := ${depth === 0 ? "'{1}'" : `"@iters"[1:${depth}] || 1::bigint`}; "@node" := ${body};`];
}

export function emitAgain(node: NodeOf<'again'>, scope: Scope): string[] {
  const { every, until, max, body, next } = node;
  const iteration = iterationOf(node);
  const begin = `${iteration} := ${iteration} + 1; "@node" := ${body};`;
  const goOn = [
    ...(max === null ? [] : emitMax(node, max)),
    ...(every === null
      ? [begin, `if cardinality("@steps") >= ${2 * LONGEST_SLICE} then "@slice".status := 0; exit; end if;`]
      : [`"@slice".due := clock_timestamp() + "@offset" + ${intervalLiteral(every)}; "@slice".status := 3;`, 'exit;']),
  ];
  const asked =
    until === null
      ? goOn
      : [
          ...emitGuards([until], scope, ''),
          `if (${emitSql(until, scope)}`,
          ') then',
          `  "@node" := ${next};`,
          'else',
          ...deeper(goOn),
          'end if;',
        ];
  // A token that has slept here has been asked before.
  const lines = every === null ? asked : [`if "@woken" then`, `  ${begin}`, 'else', ...deeper(asked), 'end if;'];
  return lines.map((line) => I + line);
}

/** Alone, so that what has been done till then stays. */
function emitMax(node: NodeOf<'again'>, max: number): string[] {
  const message = literal(`${node.name} was not done after ${max} iteration${max === 1 ? '' : 's'}`);
  return [
    `if ${iterationOf(node)} >= ${max} then`,
    '  if "@limits".max_steps is null then "@slice".status := 0; "@slice".lane := 1; exit; end if;',
    `  raise exception using errcode = 'PDR05', message = ${message};`,
    'end if;',
  ];
}

function deeper(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

export function emitBreak({ next }: NodeOf<'break'>): string[] {
  return [`${I}"@node" := ${next};`];
}
