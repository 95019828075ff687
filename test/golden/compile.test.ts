import { describe, expect, it } from 'vitest';
import { canonicalText, renderDot, renderJson, renderMermaid, renderTree } from '../../src/graph/index.ts';
import { openCompiling } from '../compile/compiling.ts';
import { expectFolder, goldenCases } from './golden-folder.ts';

const isInput = (file: string): boolean => file.endsWith('.dflow') || file === 'schema.sql';

describe('the graph that a flow becomes', () => {
  it.each(goldenCases('fixtures/golden/compile'))('$name', async (golden) => {
    const compiling = await openCompiling(golden.files.get('schema.sql') ?? '');
    try {
      const [path, text] = [...golden.files].find(([file]) => file.endsWith('.dflow')) as [string, string];
      const { flows, diagnostics } = await compiling.all([{ path, text }]);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const [flow] = flows;
      if (flow === undefined) throw new Error('there is no flow');
      expectFolder(golden, isInput, {
        'expected.graph.json': renderJson(flow.graph),
        'expected.tree.txt': renderTree(flow.graph),
        'expected.mermaid.txt': renderMermaid(flow.graph),
        'expected.dot': renderDot(flow.graph),
        'expected.version.txt': `${flow.hash}\n${JSON.stringify(JSON.parse(canonicalText(flow.graph)), null, 1)}\n`,
      });
    } finally {
      await compiling.close();
    }
  });
});
