import type { Span } from '../../../source/index.ts';
import type * as ast from '../../ast.ts';
import { completes } from '../../resolve/completion.ts';
import { stepPlaces } from '../../resolve/walk.ts';
import { declaredRow, unkeepable } from './columns.ts';
import { type Result, resultOfSequence, resultOfStep } from './results.ts';
import { commonRow, fits, printRow, type RowType } from './row-type.ts';
import type { Rows } from './typed-flow.ts';
import { report, type Typing } from './typing.ts';

export interface Ends {
  readonly returns: RowType | null;
  readonly ends: ReadonlyMap<ast.Step | null, Rows | null>;
}

/** What the flow gives at each of its ends, and whether that is what it declares. */
export async function checkEnds(typing: Typing): Promise<Ends> {
  const { flow } = typing.resolved;
  const returned = stepPlaces(flow)
    .map(({ node }) => node)
    .filter((step) => step.action.kind === 'return');
  const results = new Map<ast.Step | null, Result>(returned.map((step) => [step, resultOfStep(typing, step)]));
  if (completes(flow.body)) results.set(null, resultOfSequence(typing, flow.body));
  const declared = flow.returns === null ? null : await declaredRow(typing, flow.returns);

  const ends = new Map<ast.Step | null, Rows | null>();
  for (const [step, result] of results) {
    const span = step?.action.span ?? lastSpan(flow);
    if (flow.returns !== null) {
      if (declared !== null) checkDeclared(typing, result, declared, span, flow.returns.span);
    } else if (step !== null) checkReturned(typing, result, span);
    const keeps = result.kind === 'rows' && unkeepable(result.columns) === null;
    const columns = keeps && declared !== null && fits(result.columns, declared) ? declared : null;
    ends.set(step, keeps ? { columns: columns ?? result.columns, from: result.from } : null);
  }
  return { returns: flow.returns === null ? inferred([...ends.values()]) : declared, ends };
}

function checkDeclared(typing: Typing, result: Result, declared: RowType, span: Span, declaration: Span): void {
  if (result.kind === 'unknown' || (result.kind === 'rows' && fits(result.columns, declared))) return;
  const facts = { declared: printRow(declared), found: result.kind === 'none' ? null : printRow(result.columns) };
  report(typing, 'returns-differ', span, facts, [{ span: declaration, message: 'declared here' }]);
}

/** What is returned on purpose must be keepable; the rows that the last step happens to have need not be. */
function checkReturned(typing: Typing, result: Result, span: Span): void {
  if (result.kind === 'none' && result.because === 'arms') report(typing, 'arms-without-common-rows', span, { binding: null });
  const trouble = result.kind === 'rows' ? unkeepable(result.columns) : null;
  if (trouble?.kind === 'empty') report(typing, 'no-columns', span, { of: 'The result' });
  if (trouble?.kind === 'duplicate') report(typing, 'duplicate-column', span, { of: 'The result', column: trouble.column.name });
  if (trouble?.kind === 'unnamed') report(typing, 'unnamed-column', span, { of: 'The result' });
  if (trouble?.kind === 'pseudo')
    report(typing, 'pseudo-type', span, {
      of: `Column \`${trouble.column.name}\` of the result`,
      type: trouble.column.type.name,
      written: false,
    });
}

/** The row type that all ends have in common. */
function inferred(ends: readonly (Rows | null)[]): RowType | null {
  return ends
    .map((rows) => rows?.columns ?? null)
    .reduce((a, b) => (a === null || b === null ? null : commonRow(a, b)), ends[0]?.columns ?? null);
}

function lastSpan(flow: ast.Flow): Span {
  return flow.body.items.at(-1)?.span ?? flow.name.span;
}
