import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveOne } from './resolve-text.ts';

/** A little language with the same ways through it as the real one. */
type Node =
  | { readonly kind: 'bind'; readonly name: string }
  | { readonly kind: 'read'; readonly name: string }
  | { readonly kind: 'fail' }
  | { readonly kind: 'when'; readonly arms: readonly Block[]; readonly else: Block | null }
  | { readonly kind: 'join'; readonly branches: readonly Block[] }
  | { readonly kind: 'try'; readonly body: Block; readonly handler: Block }
  | { readonly kind: 'for'; readonly body: Block }
  | { readonly kind: 'repeat'; readonly body: Block };
type Block = readonly Node[];

const NAMES = ['a', 'b', 'c', 'd', 'f'];
const ALL: Block = NAMES.map((name) => ({ kind: 'bind', name }));
const name = fc.constantFrom(...NAMES);
const { block } = fc.letrec<{ block: Block; node: Node }>((tie) => ({
  block: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('bind' as const), name }),
    fc.record({ kind: fc.constant('read' as const), name }),
    fc.record({ kind: fc.constant('fail' as const) }),
    fc.record({
      kind: fc.constant('when' as const),
      arms: fc.array(tie('block'), { minLength: 1, maxLength: 2 }),
      else: fc.option(tie('block')),
    }),
    fc.record({ kind: fc.constant('join' as const), branches: fc.array(tie('block'), { minLength: 2, maxLength: 2 }) }),
    fc.record({ kind: fc.constant('try' as const), body: tie('block'), handler: tie('block') }),
    fc.record({ kind: fc.constant('for' as const), body: tie('block') }),
    fc.record({ kind: fc.constant('repeat' as const), body: tie('block') }),
  ),
}));

/** As text; each read is on a line of its own, by which it is known. */
function print(nodes: Block): string {
  return nodes.map(printNode).join('\n>> ');
}

function printNode(node: Node): string {
  switch (node.kind) {
    case 'bind':
      return `bind ${node.name} = sql { SELECT 1 AS x }`;
    case 'read':
      return `\nsql { SELECT $${node.name}.x }\n`;
    case 'fail':
      return 'fail';
    case 'when': {
      const arms = node.arms.map((arm) => `when (true) { ${print(arm)} }`).join(' else ');
      return node.else === null ? arms : `${arms} else { ${print(node.else)} }`;
    }
    case 'join':
      return `( ${node.branches.map((branch) => `( ${print(branch)} )`).join(' & ')} )`;
    case 'try':
      return `try { ${print(node.body)} } catch e { ${print(node.handler)} }`;
    case 'for':
      return `for x in sql { SELECT 1 AS id } { ${print(node.body)} }`;
    case 'repeat':
      return `repeat { ${print(node.body)} } until (true)`;
  }
}

type State = ReadonlySet<string>;

/** Walks every way there is, with the names bound on it, and notes for each read whether one lacks the name. */
function walk(nodes: Block, states: readonly State[], reads: Map<Node, boolean>): readonly State[] {
  return nodes.reduce((before, node) => distinct(walkNode(node, before, reads)), states);
}

function walkNode(node: Node, states: readonly State[], reads: Map<Node, boolean>): readonly State[] {
  switch (node.kind) {
    case 'bind':
      return states.map((state) => new Set([...state, node.name]));
    case 'read':
      reads.set(
        node,
        states.some((state) => !state.has(node.name)),
      );
      return states;
    case 'fail':
      return [];
    case 'when':
      return [...node.arms.flatMap((arm) => walk(arm, states, reads)), ...(node.else === null ? states : walk(node.else, states, reads))];
    case 'join': {
      const ends = node.branches.map((branch) => walk(branch, states, reads));
      return ends.reduce((all, some) => all.flatMap((a) => some.map((b) => new Set([...a, ...b]))), states);
    }
    case 'try':
      return [...walk(node.body, states, reads), ...walk(node.handler, states, reads)];
    case 'for':
      walk(node.body, states, reads);
      return states;
    case 'repeat':
      return walk(node.body, states, reads).length === 0 ? [] : states;
  }
}

function distinct(states: readonly State[]): readonly State[] {
  return [...new Map(states.map((state) => [[...state].sort().join(), state])).values()];
}

describe('definite binding', () => {
  it('refuses a read exactly when some way leads to it on which the name has not been bound', () => {
    fc.assert(
      fc.property(block, (nodes) => {
        const reads = new Map<Node, boolean>();
        walk(nodes, [new Set()], reads);
        // The loop at the end introduces each name somewhere, so that none is simply unknown.
        const text = `flow f {\n${print(nodes)}\n>> for y in sql { SELECT 1 AS id } { ${print(ALL)} }\n}\n`;
        const { diagnostics } = resolveOne(text);
        const of = (...slugs: readonly string[]) => diagnostics.filter((one) => slugs.includes(one.slug));
        // A name that is bound twice is refused there, and not spoken of again.
        const twice = of('duplicate-name', 'bound-in-two-branches').map(({ span }) => text.slice(span?.start, span?.end));
        const refused = of('possibly-unbound', 'binding-not-visible').map(({ span }) => text.slice(0, span?.start).split('\n').length);
        const lines = text.split('\n').flatMap((line, i) => {
          const read = /^sql \{ SELECT \$(\w)/.exec(line)?.[1];
          return read === undefined ? [] : [{ read, line: i + 1 }];
        });
        const expected = [...reads.values()].flatMap((lacking, i) => (lacking ? [lines[i]] : []));
        const onlyOnce = (line: number): boolean => !twice.includes(lines.find((one) => one.line === line)?.read ?? '');
        expect(refused.filter(onlyOnce)).toEqual(expected.map((one) => one?.line ?? 0).filter(onlyOnce));
      }),
      { numRuns: 1000 },
    );
  });
});
