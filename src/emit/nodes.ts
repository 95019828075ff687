import type { FailPart, GraphNode, NodeKind } from '../graph/index.ts';
import { emitAwait } from './await.ts';
import { indentSql } from './indent-sql.ts';
import { isInline } from './inline-forks.ts';
import { intervalLiteral, literal } from './literals.ts';
import { emitAgain, emitBreak, emitRepeat, iterationOf } from './loops.ts';
import { slotOf } from './names.ts';
import { record } from './record.ts';
import { emitGuards, emitReference, emitRows, emitSql, guardTargets, type Scope } from './references.ts';
import { readOnlyRow } from './slots.ts';
import { asText } from './types.ts';

type NodeOf<K extends NodeKind> = Extract<GraphNode, { kind: K }>;

const I = '        ';
/** The engine's clock in a slice. Times of steps are taken by the wall clock, and moved to the engine's when they are booked. */
const NOW = '(clock_timestamp() + "@offset")';
/** The largest binding, in bytes. */
const MAX_BINDING = 16 * 1024 * 1024;

/** The block of one node in the state machine: it does its work and sets "@node", or leaves the loop with a status. */
export function emitNode(node: GraphNode, scope: Scope): string[] {
  const emit = emitters[node.kind] as (node: GraphNode, scope: Scope) => string[];
  return emit(node, scope);
}

const emitters: { readonly [K in NodeKind]: (node: NodeOf<K>, scope: Scope) => string[] } = {
  sql: emitSqlNode,
  when: emitWhen,
  sleep: emitSleep,
  repeat: emitRepeat,
  again: emitAgain,
  break: emitBreak,
  await: emitAwait,
  fork: emitFork,
  join: emitJoin,
  fail: emitFail,
  catch: emitCatch,
  end: emitEnd,
};

function emitSqlNode(node: NodeOf<'sql'>, scope: Scope): string[] {
  const last = node.statements.length - 1;
  return [
    ...(node.alone ? [`${I}if "@limits".max_steps is null then "@slice".status := 0; "@slice".lane := 1; exit; end if;`] : []),
    ...emitGuards(node.statements, scope, I),
    ...node.statements.flatMap((statement, i) => {
      const text = indentSql(emitSql(statement, scope), `${I}  `);
      if (i === last && node.into !== null && statement.columns !== null) return capture(node.into, text, scope);
      if (statement.columns === null) return [text, `${I};`, `${I}get diagnostics "@rows" = row_count;`];
      return [`${I}"@rows" := 0;`, `${I}for "@row" in`, text, `${I}loop "@rows" := "@rows" + 1; end loop;`];
    }),
    ...record(scope, 'least("@rows", 2147483647)'),
    `${I}"@node" := ${node.next};`,
  ];
}

/** Keeps the rows of a query as text, column by column. */
function capture(id: number, query: string, { graph, variables }: Scope): string[] {
  const slot = slotOf(graph, id);
  const rows = variables.rows(id);
  const columns = slot.columns.map((_, i) => variables.column(id, i));
  const size = columns.map((column) => `pg_column_size(${column})`).join(' + ');
  return [
    `${I}${rows} := 0; "@made ${id}" := true;`,
    `${I}${columns.map((column) => `${column} := '{}';`).join(' ')}`,
    `${I}for "@row" in`,
    query,
    `${I}loop`,
    ...slot.columns.map((column, i) => {
      const value = `"@row"."${column.name.replaceAll('"', '""')}"`;
      return `${I}  ${columns[i]} := array_append(${columns[i]}, ${asText(value, column.type)});`;
    }),
    `${I}  ${rows} := ${rows} + 1;`,
    `${I}  exit when ${rows} % 4096 = 0 and ${size} > ${MAX_BINDING};`,
    `${I}end loop;`,
    `${I}if ${size} > ${MAX_BINDING} then perform pgdurable.fail_size(${literal(slot.name)}, ${size}); end if;`,
    ...readOnlyRow(slot, variables, I),
    `${I}"@rows" := ${rows};`,
  ];
}

function emitWhen(node: NodeOf<'when'>, scope: Scope): string[] {
  const arms = (from: number, indent: string): string[] => {
    const arm = node.arms[from];
    if (arm === undefined) return [`${indent}"@rows" := 0; "@next" := ${node.else};`];
    return [
      ...emitGuards([arm.condition], scope, indent),
      `${indent}if (${emitSql(arm.condition, scope)}`,
      `${indent}) then`,
      `${indent}  "@rows" := ${from + 1}; "@next" := ${arm.next};`,
      `${indent}else`,
      ...arms(from + 1, `${indent}  `),
      `${indent}end if;`,
    ];
  };
  return [...arms(0, I), ...record(scope, '"@rows"'), `${I}"@node" := "@next";`];
}

function emitSleep(node: NodeOf<'sleep'>, scope: Scope): string[] {
  const { time } = node;
  const until =
    time.kind === 'duration'
      ? [`${I}  "@slice".due := ${NOW} + ${intervalLiteral(time.ms)};`]
      : [
          ...emitGuards([time.expression], scope, `${I}  `),
          `${I}  "@slice".due := ${time.kind === 'for' ? `${NOW} + ` : ''}(${emitSql(time.expression, scope)}`,
          `${I}  );`,
          `${I}  if "@slice".due is null then`,
          `${I}    raise exception using errcode = '22004', message = ${literal(`the time of ${node.name} is NULL`)};`,
          `${I}  end if;`,
        ];
  return [
    `${I}if not "@woken" then`,
    ...until,
    // Claims do not look far back.
    `${I}  "@slice".due := greatest("@slice".due, ${NOW}); "@slice".status := 3;`,
    `${I}  exit;`,
    `${I}end if;`,
    `${I}if cardinality("@steps") = 0 then "@times"[1] := "@claim".since - "@offset"; end if;`,
    ...record(scope, '0'),
    `${I}"@node" := ${node.next};`,
  ];
}

function emitFork(node: NodeOf<'fork'>, scope: Scope): string[] {
  const branches = node.branches.join(', ');
  const tokens = [`${I}"@slice".status := 5; "@slice".branches := array[${branches}];`, `${I}exit;`];
  if (!isInline(node, scope.graph)) return tokens;
  return [
    `${I}if "@limits".max_steps = 1 then`,
    ...tokens.map((line) => `  ${line}`),
    `${I}end if;`,
    `${I}-- Short branches run here one after another; after 5 ms those that are left become tokens.`,
    `${I}"@fork" := ${node.id}; "@join" := ${node.join}; "@after" := ${(scope.graph.nodes[node.join - 1] as NodeOf<'join'>).next}; "@todo" := array[${branches}];`,
    `${I}"@node" := "@todo"[1]; "@todo" := "@todo"[2:];`,
    `${I}"@fork_until" := clock_timestamp() + interval '5 ms';`,
  ];
}

function emitJoin(node: NodeOf<'join'>, { graph }: Scope): string[] {
  const fork = graph.nodes.find((other) => other.kind === 'fork' && other.join === node.id) as NodeOf<'fork'>;
  const token = [`${I}"@node" := ${node.next}; "@slice".status := 4;`, `${I}exit;`];
  if (!isInline(fork, graph)) return token;
  return [
    `${I}if "@fork" is distinct from ${fork.id} then`,
    ...token.map((line) => `  ${line}`),
    `${I}elsif cardinality("@todo") > 0 then`,
    `${I}  "@node" := "@todo"[1]; "@todo" := "@todo"[2:];`,
    `${I}else`,
    `${I}  "@fork" := null; "@node" := ${node.next};`,
    `${I}end if;`,
  ];
}

function emitFail(node: NodeOf<'fail'>, scope: Scope): string[] {
  const values = node.message.flatMap((part) => (part.kind === 'ref' ? [part] : []));
  const parts = node.message.map((part) => (part.kind === 'text' ? literal(part.text) : `coalesce(${valueText(part, scope)}, '')`));
  return [
    ...guardTargets(
      values.map(({ target }) => target),
      scope,
      I,
    ),
    ...values
      .filter(({ optional }) => !optional)
      .map(
        (part) =>
          `${I}if ${valueText(part, scope)} is null then raise exception using errcode = 'PDR04', message = ${literal(`a value in the message of ${node.name} is NULL`)}; end if;`,
      ),
    ...leave(node, scope),
    ...(node.caught === undefined
      ? [
          `${I}"@slice".error := jsonb_build_object('code', ${literal(node.code)}, 'message', ${parts.length > 0 ? parts.join(' || ') : "''"},`,
          `${I}  'step', ${literal(node.name)}, 'attempt', "@attempt", 'node', ${node.id}, 'detail', null${iterationField(node)});`,
        ]
      : sameError(node, node.caught, scope)),
    `${I}"@times" := "@times" || clock_timestamp();`,
    ...keepError(node, scope),
    `${I}exit;`,
  ];
}

/** What a `catch` has caught, as the failure of another node. */
function sameError(node: NodeOf<'fail'>, slot: number, { variables, graph }: Scope): string[] {
  const fields = slotOf(graph, slot).columns.map(({ name }, i) => `${literal(name)}, ${variables.value(slot, i)}`);
  return [`${I}"@slice".error := jsonb_build_object(${fields.join(', ')}, 'node', ${node.id}${iterationField(node)});`];
}

function iterationField(node: GraphNode): string {
  return node.depth ? `, 'iteration', ${iterationOf(node)}` : '';
}

/** A failure goes to the `catch` of its place, in a slice of its own so that history tells of it; else it ends the branch. */
function leave({ handler }: NodeOf<'fail'>, { graph }: Scope): string[] {
  if (handler == null) return [`${I}"@slice".status := 2;`];
  return [`${I}"@slice".status := 0; "@node" := ${handler};  -- ${graph.nodes[handler - 1]?.name}`];
}

function keepError({ handler }: NodeOf<'fail'>, { graph }: Scope): string[] {
  const slot = handler == null ? null : (graph.nodes[handler - 1] as NodeOf<'catch'>).into;
  if (slot === null) return [];
  return [`${I}"@slice".vals := "@slice".vals || row(${slot}, 1, pgdurable.error_values("@slice".error))::pgdurable.value;`];
}

function emitCatch(node: NodeOf<'catch'>, scope: Scope): string[] {
  return [...record(scope, '0'), `${I}"@node" := ${node.next};`];
}

/** A value of a message as text: of a jsonb document what lies at the path, a string in it without its quotes. */
function valueText({ target, path }: Extract<FailPart, { kind: 'ref' }>, scope: Scope): string {
  const value = emitReference(target, scope);
  if (path.length > 0) return `(${value} #>> array[${path.map((key) => literal(String(key))).join(', ')}])`;
  return asText(value, target.kind === 'rows' ? 'text' : target.type);
}

function emitEnd(node: NodeOf<'end'>, scope: Scope): string[] {
  return [
    ...(node.result === null
      ? []
      : [
          `${I}if ${scope.variables.rows(node.result)} is not null then`,
          `${I}  "@slice".result := (select coalesce(jsonb_agg(to_jsonb("@result")), '[]') from (${emitRows(node.result, scope)}) as "@result");`,
          `${I}end if;`,
        ]),
    `${I}"@slice".status := 1;`,
    `${I}exit;`,
  ];
}
