import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { applyLint, settableCodes } from '../../src/project/lint.ts';

const finding = (code: string, severity: Diagnostic['severity']): Diagnostic => ({
  code,
  slug: 'x',
  severity,
  message: '',
  span: null,
  labels: [],
  help: null,
});
const all = [finding('DF2001', 'error'), finding('DF8001', 'warning'), finding('DF8002', 'warning')];
const severities = (found: readonly Diagnostic[]): readonly string[] => found.map(({ code, severity }) => `${code} ${severity}`);

describe('[lint]', () => {
  it('leaves findings alone without settings', () => {
    expect(applyLint(all, { warningsAsErrors: false, levels: new Map() })).toEqual(all);
  });

  it('makes every warning an error, unless its own level says otherwise', () => {
    expect(severities(applyLint(all, { warningsAsErrors: true, levels: new Map() }))).toEqual([
      'DF2001 error',
      'DF8001 error',
      'DF8002 error',
    ]);
    const levels = new Map([
      ['DF8001', 'off' as const],
      ['DF8002', 'warning' as const],
    ]);
    expect(severities(applyLint(all, { warningsAsErrors: true, levels }))).toEqual(['DF2001 error', 'DF8002 warning']);
  });

  it('cannot set what is wrong in text, names, shape or types, nor what is wrong outside the flows', () => {
    expect(settableCodes().length).toBeGreaterThan(0);
    expect(settableCodes().filter((code) => /^DF[12347]/.test(code))).toEqual([]);
  });
});
