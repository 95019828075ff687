import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { parse } from '../../src/language/parse/index.ts';
import { type ResolvedFlow, resolve } from '../../src/language/resolve/index.ts';

export interface ResolvedText {
  readonly flows: readonly ResolvedFlow[];
  readonly syntax: readonly Diagnostic[];
  readonly diagnostics: readonly Diagnostic[];
}

export function resolveText(text: string): ResolvedText {
  const source = { path: 'test.dflow', text };
  const parsed = parse(source);
  const resolved = resolve([parsed.value], [source]);
  return { flows: resolved.value, syntax: parsed.diagnostics, diagnostics: resolved.diagnostics };
}

/** Of a text with one flow and no syntax error. */
export function resolveOne(text: string): { readonly flow: ResolvedFlow; readonly diagnostics: readonly Diagnostic[] } {
  const { flows, syntax, diagnostics } = resolveText(text);
  const [flow] = flows;
  if (syntax.length > 0 || flow === undefined) throw new Error(`no flow: ${syntax.map((one) => one.message).join(' ')}`);
  return { flow, diagnostics };
}
