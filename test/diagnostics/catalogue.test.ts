import { describe, expect, it } from 'vitest';
import { syntax } from '../../src/diagnostics/catalogue/1-syntax.ts';
import { names } from '../../src/diagnostics/catalogue/2-names.ts';
import { graph } from '../../src/diagnostics/catalogue/3-graph.ts';
import { types } from '../../src/diagnostics/catalogue/4-types.ts';
import { schedules } from '../../src/diagnostics/catalogue/5-schedules.ts';
import { deployment } from '../../src/diagnostics/catalogue/7-deployment.ts';
import { safety } from '../../src/diagnostics/catalogue/8-safety.ts';
import { catalogue } from '../../src/diagnostics/index.ts';
import { diagnosticsOf } from '../golden/diagnostics-of.ts';

const classes = { 1: syntax, 2: names, 3: graph, 4: types, 5: schedules, 7: deployment, 8: safety };

interface Listed {
  readonly slug: string;
  readonly code: string;
  readonly summary: string;
  readonly explain: string;
  readonly bad?: string;
  readonly good?: string;
}

const entries: readonly Listed[] = Object.entries(catalogue).map(
  ([slug, { code, summary, explain, bad, good }]: [string, Omit<Listed, 'slug'>]) => ({
    slug,
    code,
    summary,
    explain,
    ...(bad === undefined ? {} : { bad }),
    ...(good === undefined ? {} : { good }),
  }),
);

describe('the catalogue', () => {
  it('gives each diagnostic a code and a slug of its own', () => {
    const all = Object.values(classes).flatMap((entriesOf) => Object.keys(entriesOf));
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(entries.map((one) => one.code)).size).toBe(all.length);
  });

  it.each(Object.entries(classes))('begins the codes of class %s with its digit', (digit, entriesOf) => {
    for (const { code } of Object.values(entriesOf) as readonly { code: string }[]) expect(code).toMatch(new RegExp(`^DF${digit}\\d{3}$`));
  });

  it.each(entries)('$code $slug says in a few words what it is, and explains it', ({ summary, explain }) => {
    expect(summary).not.toMatch(/[`$.]/);
    expect(explain).toMatch(/\.$/);
  });
});

/** The examples that need no database. */
const ofText = entries.filter(({ code }) => /^DF([1235]|802)/.test(code));

describe('the examples of the catalogue', () => {
  it.each(ofText)('$code $slug: the bad one is reported, the good one is not', ({ code, bad, good }) => {
    const codesOf = (text: string): readonly string[] => diagnosticsOf([{ path: 'example.dflow', text }]).map((one) => one.code);
    if (bad !== undefined) expect(codesOf(bad)).toContain(code);
    if (good !== undefined) expect(codesOf(good)).not.toContain(code);
  });
});
