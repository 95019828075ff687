import { type Compiled, type CompiledFlow, compile } from '../../src/compile.ts';
import { openScratch } from '../../src/db/index.ts';
import type { Graph } from '../../src/graph/index.ts';
import type { SourceFile } from '../../src/source/index.ts';
import { testDatabase } from '../support/postgres.ts';

/** A compiler over a scratch database with a schema. */
export interface Compiling {
  all(sources: readonly SourceFile[]): Promise<Compiled>;
  /** Compiles one text, `example.dflow`. */
  text(text: string): Promise<Compiled>;
  /** The graph of a text with one flow and no errors. */
  graph(text: string): Promise<Graph>;
  flow(text: string): Promise<CompiledFlow>;
  /** `line:column code` of each finding. */
  codes(text: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openCompiling(schema = ''): Promise<Compiling> {
  const database = await testDatabase();
  const opened = await openScratch({ url: database.url, schema: [{ path: 'schema.sql', text: schema }], searchPath: 'public' });
  if (!opened.ok) throw new Error(opened.problem.message);
  const { scratch } = opened;
  const [wrong] = scratch.schemaErrors;
  if (wrong !== undefined) throw new Error(wrong.error.message);

  const all = (sources: readonly SourceFile[]) => compile(sources, { judge: scratch.judge, searchPath: ['public'] });
  const text = (one: string) => all([{ path: 'example.dflow', text: one }]);
  const flow = async (one: string) => {
    const { flows, diagnostics } = await text(one);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    if (flows[0] === undefined || errors.length > 0) throw new Error(`it does not compile: ${errors.join('\n')}`);
    return flows[0];
  };
  return {
    all,
    text,
    flow,
    graph: async (one) => (await flow(one)).graph,
    codes: async (one) => (await text(one)).diagnostics.map(({ code }) => code),
    async close() {
      await scratch.close();
      await database.drop();
    },
  };
}
