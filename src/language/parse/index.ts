/**
 * From text to the syntax tree: tokens, concrete tree, tree with spans; several errors in one reading. Knows what is
 * written, not what it means: no names are looked up, no type is judged. The only folder that knows chevrotain.
 */
import { type Diagnostic, diagnose, type Phase } from '../../diagnostics/index.ts';
import { type SourceFile, span } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { explainBroken } from './blame.ts';
import { areBalanced } from './brackets.ts';
import { buildFlow } from './build/flow.ts';
import { indexDescriptions } from './descriptions.ts';
import { DEPTH_LIMIT, tooDeep } from './limit-depth.ts';
import { mend } from './mend.ts';
import { readFlow } from './read-flow.ts';
import { type Piece, splitFlows } from './split-flows.ts';
import { explainErrors, explainStray } from './syntax-errors.ts';
import { tokenize } from './tokenize.ts';

/** Characters of a file: what is larger holds data, not flows. */
export const FILE_LIMIT = 4 * 1024 * 1024;
/** Diagnostics of a file. */
const ERROR_LIMIT = 100;

/** Reads one file. Flows with errors are left out of the tree, the others are complete. Never throws on any text. */
export function parse(file: SourceFile): Phase<ast.File> {
  const { path, text } = file;
  const whole = span(path, 0, text.length);
  const finish = (flows: readonly ast.Flow[], diagnostics: readonly Diagnostic[]): Phase<ast.File> => ({
    value: { kind: 'file', path, flows, span: whole },
    diagnostics,
  });
  if (text.length > FILE_LIMIT)
    return finish([], [diagnose('text-too-large', span(path, 0, 0), { length: text.length, limit: FILE_LIMIT })]);

  const { tokens, comments, broken } = tokenize(text);
  const found: Diagnostic[] = [...explainBroken(path, text, broken)];
  const descriptions = indexDescriptions(text, tokens, comments);
  const flows: ast.Flow[] = [];
  const pieces = splitFlows(text, tokens);
  for (const [i, piece] of pieces.entries()) {
    if (found.length > ERROR_LIMIT) break;
    const flow = readPiece(piece, i === pieces.length - 1 ? 'the end of the file' : 'the next flow');
    if (flow !== null) flows.push(flow);
  }
  return finish(found.length > ERROR_LIMIT ? [] : soundFlows(flows, found), limitErrors(path, inOrder(found)));

  function readPiece(piece: Piece, end: string): ast.Flow | null {
    if (!piece.isFlow) {
      found.push(...explainStray(path, piece.tokens));
      return null;
    }
    const deep = tooDeep(piece.tokens);
    if (deep !== null) {
      found.push(diagnose('nesting-too-deep', span(path, deep.startOffset, deep.endOffset! + 1), { limit: DEPTH_LIMIT }));
      return null;
    }
    const mended = mend(path, piece.tokens);
    const { tree, errors } = readFlow(mended.value);
    const isClear = areBalanced(mended.value);
    const explained = explainErrors(file, isClear ? errors : errors.slice(0, 1), end);
    // Where brackets are missing, what follows the first error may be SQL or anything.
    const trusted = isClear ? Number.POSITIVE_INFINITY : (explained[0]?.span?.start ?? Number.POSITIVE_INFINITY);
    for (const one of mended.diagnostics) if ((one.span?.start ?? 0) <= trusted) found.push(one);
    found.push(...explained);
    return tree === null ? null : buildFlow({ path, text, descriptions, report: (diagnostic) => found.push(diagnostic) }, tree);
  }
}

function soundFlows(flows: readonly ast.Flow[], diagnostics: readonly Diagnostic[]): readonly ast.Flow[] {
  return flows.filter(
    (flow) => !diagnostics.some(({ span: at }) => at !== null && at.start >= flow.span.start && at.start < flow.span.end),
  );
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0) || (a.span?.end ?? 0) - (b.span?.end ?? 0));
}

function limitErrors(path: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= ERROR_LIMIT) return diagnostics;
  const end = diagnostics[ERROR_LIMIT]?.span ?? span(path, 0, 0);
  return [...diagnostics.slice(0, ERROR_LIMIT), diagnose('too-many-errors', end, { limit: ERROR_LIMIT })];
}
