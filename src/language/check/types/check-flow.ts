import type { Phase } from '../../../diagnostics/index.ts';
import type { JudgeSession } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import type { ResolvedFlow } from '../../resolve/types.ts';
import { stepPlaces, workOf } from '../../resolve/walk.ts';
import { checkAwait } from './await.ts';
import { checkBindings } from './bindings.ts';
import { declaredRow } from './columns.ts';
import { checkCondition, checkSleep } from './conditions.ts';
import { checkEnds } from './ends.ts';
import { typeExpression } from './expression.ts';
import { checkFiring } from './firing.ts';
import { rowsOfSites } from './merged-row.ts';
import { checkParams } from './params.ts';
import { meaningOf } from './references.ts';
import { checkSqlAction } from './sql-action.ts';
import { openTypeBook } from './type-book.ts';
import type { Rows, TypedFlow, TypedReference } from './typed-flow.ts';
import { startTyping, type Typing } from './typing.ts';

/** Finds the types of one flow, in the order of its text, in a transaction that is rolled back. */
export async function checkFlow(resolved: ResolvedFlow, session: JudgeSession): Promise<Phase<TypedFlow>> {
  const typing = startTyping(resolved, session, openTypeBook(session));
  const { flow } = resolved;
  await checkParams(typing, flow.params);
  await checkFiring(typing, flow);
  for (const clause of flow.clauses) await checkClause(typing, clause);
  for (const check of stepPlaces(flow)
    .flatMap(({ node }) => checksOf(node))
    .sort((a, b) => a.at - b.at))
    await check.run(typing);
  checkBindings(typing);
  const { returns, ends } = await checkEnds(typing);
  const value: TypedFlow = {
    resolved,
    params: typing.params,
    returns,
    statements: typing.statements,
    signals: typing.signals,
    references: typing.references,
    sites: sitesOf(typing),
    ends,
  };
  return { value, diagnostics: typing.diagnostics };
}

async function checkClause(typing: Typing, clause: ast.Clause): Promise<void> {
  switch (clause.kind) {
    case 'key':
      for (const expression of clause.expressions) await typeExpression(typing, expression, asText);
      return;
    case 'limit':
      if (clause.per !== null) await typeExpression(typing, clause.per, asText);
      return;
    case 'retry':
      if (clause.unless !== null) await checkCondition(typing, clause.unless, 'unless');
      return;
    case 'every':
    case 'priority':
    case 'timeout':
    case 'retain':
      return;
    case 'after':
      if (clause.condition !== null) await checkCondition(typing, clause.condition, 'when');
      return;
  }
}

/** Keys and values of `limit` are compared as text. */
const asText = { before: 'VALUES (CAST((', after: ') AS text))' };

/** A step is looked at where it begins, what it says at its end after what is inside it. */
function checksOf(step: ast.Step): readonly { readonly at: number; readonly run: (typing: Typing) => Promise<void> }[] {
  const action = workOf(step.action);
  const until = action.kind === 'repeat' ? action.until : null;
  return [
    { at: step.span.start, run: (typing) => checkStep(typing, step) },
    ...(until === null ? [] : [{ at: until.span.start, run: (typing: Typing) => checkCondition(typing, until, 'until') }]),
  ];
}

async function checkStep(typing: Typing, step: ast.Step): Promise<void> {
  if (step.bind?.columns) {
    const row = await declaredRow(typing, step.bind.columns);
    if (row !== null) typing.declared.set(step, row);
  }
  await checkAction(typing, workOf(step.action));
  for (const modifier of step.modifiers) {
    if (modifier.kind === 'retry' && modifier.unless !== null) await checkCondition(typing, modifier.unless, 'unless');
  }
}

async function checkAction(typing: Typing, action: ast.Action): Promise<void> {
  switch (action.kind) {
    case 'sql':
      if (!action.autocommit) await checkSqlAction(typing, action);
      return;
    case 'when':
      for (const [i, arm] of action.arms.entries()) await checkCondition(typing, arm.condition, i === 0 ? 'when' : 'else when');
      return;
    case 'sleep':
      return checkSleep(typing, action.time);
    case 'await':
      return checkAwait(typing, action);
    case 'fail':
      if (action.message !== null) await typeTemplate(typing, action.message);
      return;
    case 'return':
    case 'group':
    case 'repeat':
    case 'try':
    case 'break':
      return;
    // Not supported yet; the steps in their blocks are visited all the same.
    case 'http':
    case 'call':
    case 'start':
    case 'task':
    case 'for':
      return;
  }
}

async function typeTemplate(typing: Typing, template: ast.Template): Promise<void> {
  const typed: TypedReference[] = [];
  for (const resolved of typing.resolved.references.get(template) ?? []) {
    const { reference } = resolved;
    const meaning = await meaningOf(typing, resolved, { kind: 'template' });
    const start = reference.span.start - template.span.start;
    if (meaning !== null) typed.push({ reference, start, end: start + reference.span.end - reference.span.start, ...meaning });
  }
  typing.references.set(template, typed);
}

function sitesOf(typing: Typing): TypedFlow['sites'] {
  return new Map(
    [...typing.read].flatMap((site): (readonly [typeof site, Rows])[] => {
      const rows = rowsOfSites(typing, [site]);
      return rows === null ? [] : [[site, rows]];
    }),
  );
}
