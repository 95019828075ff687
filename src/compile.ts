import type { Diagnostic } from './diagnostics/index.ts';
import { type Graph, hashGraph } from './graph/index.ts';
import { checkShape } from './language/check/index.ts';
import { lintSql } from './language/check/lints/index.ts';
import { checkTypes } from './language/check/types/index.ts';
import { lower } from './language/lower/index.ts';
import { parse } from './language/parse/index.ts';
import { resolve } from './language/resolve/index.ts';
import type { SourceFile, Span } from './source/index.ts';
import type { SqlJudge } from './sql/index.ts';

export interface CompileOptions {
  /** The database that the SQL is checked against; null reads and resolves only, and gives no graph. */
  readonly judge: SqlJudge | null;
  /** Schemas in which names of the flows' SQL are looked up, as the judge's sessions do. */
  readonly searchPath: readonly string[];
}

export interface CompiledFlow {
  readonly graph: Graph;
  /** Names the version: SHA-256 of the graph's canonical form. */
  readonly hash: string;
  readonly source: { readonly file: string; readonly text: string };
}

export interface Compiled {
  /** The flows without errors, by name. */
  readonly flows: readonly CompiledFlow[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The compiler: sources in, graphs and findings out. The same sources on the same schema give the same bytes. */
export async function compile(sources: readonly SourceFile[], { judge, searchPath }: CompileOptions): Promise<Compiled> {
  const parsed = sources.map(parse);
  const resolved = resolve(
    parsed.map((phase) => phase.value),
    sources,
  );
  const shape = checkShape(resolved.value);
  const typed = judge === null ? null : await checkTypes(resolved.value, judge);
  const lints = typed === null ? [] : lintSql(typed.value);
  const diagnostics = [
    ...parsed.flatMap((phase) => phase.diagnostics),
    ...resolved.diagnostics,
    ...shape,
    ...(typed?.diagnostics ?? []),
    ...lints,
  ];

  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const sound = (typed?.value ?? []).filter(
    ({ resolved: { flow } }) => !errors.some(({ span }) => span !== null && holds(flow.span, span)),
  );
  const texts = new Map(sources.map((source) => [source.path, source]));
  const flows = sound.map((flow): CompiledFlow => {
    const source = texts.get(flow.resolved.flow.span.file) as SourceFile;
    const graph = lower(flow, source, searchPath);
    return { graph, hash: hashGraph(graph), source: { file: source.path, text: source.text } };
  });
  return { flows: flows.sort((a, b) => compare(a.graph.flow, b.graph.flow)), diagnostics: diagnostics.sort(byPlace) };
}

function holds(outer: Span, inner: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.start <= outer.end;
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    compare(a.span?.file ?? '', b.span?.file ?? '') ||
    (a.span?.start ?? 0) - (b.span?.start ?? 0) ||
    (a.span?.end ?? 0) - (b.span?.end ?? 0) ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
