import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type * as ast from '../../src/language/ast.ts';
import { parse } from '../../src/language/parse/index.ts';
import { type Grammar, scopesOf } from './textmate.ts';

const root = new URL('../../', import.meta.url);
const grammar = JSON.parse(readFileSync(new URL('grammar/dflow.tmLanguage.json', root), 'utf8')) as Grammar;
const golden = new URL('fixtures/golden/parse/', root);
const valid = readdirSync(golden).filter((name) => !name.startsWith('error-'));

function collect(value: unknown, found: { regions: ast.Region[]; templates: ast.Template[] }): typeof found {
  if (typeof value !== 'object' || value === null) return found;
  const { kind } = value as { kind?: unknown };
  if (kind === 'region') found.regions.push(value as ast.Region);
  if (kind === 'template') found.templates.push(value as ast.Template);
  for (const child of Object.values(value)) collect(child, found);
  return found;
}

function scopeAt(text: string, needle: string): readonly string[] {
  return scopesOf(grammar, text)[text.indexOf(needle)] ?? [];
}

describe('the TextMate grammar', () => {
  test.each(valid)('sees the regions and strings where the parser sees them: %s', (name) => {
    const text = readFileSync(new URL(`${name}/input.dflow`, golden), 'utf8');
    const { regions, templates } = collect(parse({ path: 'a.dflow', text }).value, { regions: [], templates: [] });
    const scopes = scopesOf(grammar, text);
    const isEmbedded = (at: number): boolean => scopes[at]?.some((scope) => scope.startsWith('meta.embedded')) ?? false;
    const expected = new Set<number>();
    for (const { span } of regions) for (let i = span.start; i < span.end; i++) expected.add(i);
    const inKey = (at: number): boolean => /\s|,|-/.test(text[at] as string);
    for (let at = 0; at < text.length; at++) {
      if (expected.has(at))
        expect({ at, line: text.slice(0, at).split('\n').length, embedded: isEmbedded(at) }).toMatchObject({ embedded: true });
      else if (isEmbedded(at) && !inKey(at)) {
        // Between the expressions of a key, and in the comments around a bare one, only space, signs and words of comments stand.
        expect(
          scopes[at]?.some((scope) => scope.startsWith('comment')),
          `${text.slice(at - 10, at + 10)}`,
        ).toBe(true);
      }
    }
    for (const { span } of templates) expect(scopes[span.start]).toContain('string.quoted.single.dflow');
  });

  test('marks keywords, names, durations, references and comments', () => {
    const text = "-- why\nflow ship (id int) every 5m {\n  last: sql { SELECT $id } retry 3 >> fail 'no {$id}'\n}\n";
    expect(scopeAt(text, 'why')).toContain('comment.line.double-dash.dflow');
    expect(scopeAt(text, 'flow')).toContain('storage.type.flow.dflow');
    expect(scopeAt(text, 'ship')).toContain('entity.name.function.flow.dflow');
    expect(scopeAt(text, 'every')).toContain('keyword.other.clause.dflow');
    expect(scopeAt(text, '5m')).toContain('constant.numeric.duration.dflow');
    expect(scopeAt(text, 'last')).toContain('entity.name.label.dflow');
    expect(scopeAt(text, 'sql')).toContain('keyword.other.action.dflow');
    expect(scopeAt(text, 'SELECT')).toContain('meta.embedded.block.sql');
    expect(scopeAt(text, '$id }')).toContain('variable.other.reference.dflow');
    expect(scopeAt(text, 'retry')).toContain('keyword.other.modifier.dflow');
    expect(scopeAt(text, 'fail')).toContain('keyword.control.dflow');
    expect(scopeAt(text, '{$id}')).toContain('variable.other.template.dflow');
  });

  test('has only patterns that can be compiled', () => {
    const sources = [...JSON.stringify(grammar).matchAll(/"(?:match|begin|end)":("(?:[^"\\]|\\.)*")/g)].map(
      ([, source = '']) => JSON.parse(source) as string,
    );
    expect(sources.length).toBeGreaterThan(30);
    for (const source of sources) expect(() => new RegExp(source.replaceAll(/\\1/g, 'x'))).not.toThrow();
  });
});
