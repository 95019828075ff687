/**
 * Names: what every step is called, what every reference stands for, and whether it has a value on every way to the
 * place that reads it. Knows nothing of types, of the shape that steps may have, nor of any database.
 */
import { type Diagnostic, diagnose, type Phase } from '../../diagnostics/index.ts';
import { LineIndex, type SourceFile } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { resolveFlow } from './resolve-flow.ts';
import type { ResolvedFlow } from './types.ts';

export { completes } from './completion.ts';
export type * from './types.ts';
export { type ActionOf, type Frame, type Place, places, stepPlaces, workOf } from './walk.ts';

/** Resolves the flows of a project. `sources` are the texts of the files: messages speak of lines. */
export function resolve(files: readonly ast.File[], sources: readonly SourceFile[]): Phase<readonly ResolvedFlow[]> {
  const flows = new Map<string, ast.Flow>();
  const diagnostics: Diagnostic[] = [];
  for (const flow of files.flatMap((file) => file.flows)) {
    const first = flows.get(flow.name.text);
    if (first === undefined) flows.set(flow.name.text, flow);
    else {
      const labels = [{ span: first.name.span, message: 'the other' }];
      diagnostics.push(diagnose('duplicate-flow', flow.name.span, { name: flow.name.text }, { labels }));
    }
  }
  const texts = new Map(sources.map((source) => [source.path, source.text]));
  const resolved = files.flatMap((file) => {
    const lines = new LineIndex(texts.get(file.path) ?? '');
    return file.flows.map((flow) => resolveFlow(flow, flows, lines));
  });
  return { value: resolved.map((one) => one.value), diagnostics: [...diagnostics, ...resolved.flatMap((one) => one.diagnostics)] };
}
