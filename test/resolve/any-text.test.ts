import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkShape } from '../../src/language/check/index.ts';
import { resolveText } from './resolve-text.ts';

const texts = readdirSync('fixtures/golden', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.dflow'))
  .map((file) => readFileSync(path.join('fixtures/golden', file), 'utf8'));

/** A text of the fixtures with pieces of itself left out, doubled or moved. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.nat(), fc.constantFrom('cut', 'double', 'move')), { maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((before, [at, length, to, edit]) => {
      const words = before.split(/(?<=\s)/);
      const from = at % words.length;
      const piece = words.slice(from, from + length);
      const rest = [...words.slice(0, from), ...words.slice(from + length)];
      const target = to % (rest.length + 1);
      if (edit === 'cut') return rest.join('');
      const kept = edit === 'double' ? words : rest;
      return [...kept.slice(0, target), ...piece, ...kept.slice(target)].join('');
    }, text),
  );

describe('whatever the parser returns', () => {
  it('is resolved and checked without a throw, and every finding has its place in the file', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { flows, diagnostics } = resolveText(text);
        for (const { span, labels } of [...diagnostics, ...checkShape(flows)]) {
          for (const at of [span, ...labels.map((label) => label.span)]) {
            expect(at?.file).toBe('test.dflow');
            expect(0 <= (at?.start ?? -1) && (at?.start ?? 1) <= (at?.end ?? 0) && (at?.end ?? 0) <= text.length).toBe(true);
          }
        }
        for (const { reference } of flows.flatMap((flow) => [...flow.references.values()].flat())) {
          expect(text.slice(reference.span.start, reference.span.end)).toMatch(/^\$[a-z_][\s\S]*$/i);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('has a name for every step, and no name twice in a flow', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        for (const { steps, flow } of resolveText(text).flows) {
          const written = [...steps.keys()].flatMap((step) => (step.label === null ? [] : [step.label.text]));
          const given = [...steps.values()].map((one) => one.name).filter((name) => !written.includes(name));
          expect(new Set(given).size, flow.name.text).toBe(given.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is resolved in time that grows with its length', () => {
    const body = (steps: number): string => {
      const step = (i: number): string =>
        `when ($a_${i} > 0) { bind a_${i + 1} = sql { SELECT $a_${i} } } else { bind a_${i + 1} = sql { SELECT 1 } }`;
      return Array.from({ length: steps }, (_, i) => step(i)).join('\n>> ');
    };
    const text = `flow long_one {\n bind a_0 = sql { SELECT 1 } >> ${body(5000)} >> sql { SELECT $a_5000 }\n}`;
    const parsed = resolveText(text);
    expect(parsed.syntax).toEqual([]);
    expect(parsed.diagnostics).toEqual([]);
    expect(parsed.flows[0]?.sites.length).toBe(10_001);
  });
});
