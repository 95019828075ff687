import type { CompiledFlow } from '../compile.ts';
import type { Phase } from '../diagnostics/index.ts';
import { emitMigration } from '../emit/index.ts';
import { type Graph, renderDot, renderJson, renderMermaid, renderTree } from '../graph/index.ts';
import { planMigrations } from './plan-migrations.ts';
import type { Target } from './targets.ts';
import { listOutputs, type OutputFile, outdated } from './write-outputs.ts';

export interface CompileOutputs {
  /** One text for each flow. */
  readonly texts: readonly string[];
  /** The files that the directory does not have, or has with another text. */
  readonly missing: readonly OutputFile[];
}

const renderings: Readonly<Record<Exclude<Target, 'postgres'>, { readonly suffix: string; readonly render: (graph: Graph) => string }>> = {
  mermaid: { suffix: 'mmd', render: renderMermaid },
  dot: { suffix: 'dot', render: renderDot },
  json: { suffix: 'graph.json', render: renderJson },
  tree: { suffix: 'tree.txt', render: renderTree },
};

/** What flows compile to, held against what `directory` has. */
export async function compileOutputs(flows: readonly CompiledFlow[], target: Target, directory: string): Promise<Phase<CompileOutputs>> {
  if (target === 'postgres') return compileMigrations(flows, directory);
  const { suffix, render } = renderings[target];
  const files = flows.map(({ graph }) => ({ name: `${graph.flow}.${suffix}`, text: render(graph) }));
  return { value: { texts: files.map(({ text }) => text), missing: await outdated(directory, files) }, diagnostics: [] };
}

/** A migration, and the graph beside it, are written when the hash of the flow changes and at no other time. */
async function compileMigrations(flows: readonly CompiledFlow[], directory: string): Promise<Phase<CompileOutputs>> {
  const existing = await listOutputs(directory);
  const inputs = flows.map(({ graph, hash }) => ({ flow: graph.flow, hash, graph }));
  const planned = planMigrations(existing.value, inputs).map(({ input, version, name, isNew }) => ({
    isNew,
    sql: { name, text: emitMigration(input.graph, { hash: input.hash, number: version }) },
    json: { name: `${input.flow}.graph.json`, text: renderJson(input.graph) },
  }));
  const missing = planned.flatMap(({ isNew, sql, json }) => [
    ...(isNew ? [sql] : []),
    ...(isNew || !existing.value.includes(json.name) ? [json] : []),
  ]);
  return { value: { texts: planned.map(({ sql }) => sql.text), missing }, diagnostics: existing.diagnostics };
}
