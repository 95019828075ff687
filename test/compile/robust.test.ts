import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compiling, openCompiling } from './compiling.ts';

const SCHEMA = `
  CREATE TABLE documents (id bigint PRIMARY KEY, title text, body text, price numeric(12,2), created_at timestamptz, seen_at timestamptz, batch uuid);
  CREATE TABLE items (id bigint, ord int, at timestamptz);
  CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, paid boolean, checked boolean);
  CREATE TABLE log (note text);
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE DOMAIN email AS text NOT NULL;
  CREATE DOMAIN flag AS boolean;
`;

/** The flows of the golden cases, cut into words and signs. */
const texts = ['fixtures/golden/compile', 'fixtures/golden/errors'].flatMap((root) =>
  readdirSync(root).flatMap((name) => {
    const files = readdirSync(path.join(root, name)).filter((file) => file.endsWith('.dflow'));
    return files.map((file) => readFileSync(path.join(root, name, file), 'utf8').slice(0, 3000));
  }),
);
const cut = (text: string): readonly string[] => text.match(/\s+|\$?\w+|[^\w\s]/gu) ?? [];
const pieces = [...new Set(texts.flatMap(cut))];

let compiling: Compiling;
beforeAll(async () => {
  compiling = await openCompiling(SCHEMA);
});
afterAll(() => compiling.close());

describe('a flow with slips in it', () => {
  it('is compiled, or refused with findings that lie in the file; nothing is thrown', { timeout: 120_000 }, async () => {
    const slip = fc.record({
      kind: fc.constantFrom('drop', 'double', 'put', 'replace', 'swap'),
      at: fc.nat(),
      piece: fc.constantFrom(...pieces),
    });
    const mutated = fc.tuple(fc.constantFrom(...texts), fc.array(slip, { minLength: 1, maxLength: 4 })).map(([text, slips]) => {
      const parts = [...cut(text)];
      for (const { kind, at, piece } of slips) {
        const index = at % parts.length;
        const here = parts[index] as string;
        if (kind === 'drop') parts.splice(index, 1);
        else if (kind === 'double') parts.splice(index, 0, here);
        else if (kind === 'put') parts.splice(index, 0, piece);
        else if (kind === 'replace') parts[index] = piece;
        else [parts[index], parts[(index + 1) % parts.length]] = [parts[(index + 1) % parts.length] as string, here];
      }
      return parts.join('');
    });
    const holds = fc.asyncProperty(mutated, async (text) => {
      const { flows, diagnostics } = await compiling.text(text);
      for (const { span, labels } of diagnostics) {
        for (const place of [span, ...labels.map((label) => label.span)]) {
          if (place === null) continue;
          expect(place.start).toBeGreaterThanOrEqual(0);
          expect(place.end).toBeGreaterThanOrEqual(place.start);
          expect(place.end).toBeLessThanOrEqual(text.length);
        }
      }
      for (const { graph } of flows) for (const [i, node] of graph.nodes.entries()) expect(node.id).toBe(i + 1);
    });
    await fc.assert(holds, { numRuns: 250 });
  });
});
