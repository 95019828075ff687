import { stripVTControlCharacters } from 'node:util';
import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonValue, printed, writeJson } from '../../src/cli/views/json-text.ts';
import { runTree } from '../../src/cli/views/run-tree.ts';
import { table } from '../../src/cli/views/table.ts';
import { duration, milliseconds, shortTime } from '../../src/cli/views/time.ts';
import { columnsOf } from '../../src/report/index.ts';
import type { PlannedStep, Run, StepAttempt } from '../../src/runs/index.ts';

describe('JSON of ours around JSON of the database', () => {
  it('keeps every letter of what the database printed', () => {
    const text = '{"n": 12345678901234567890.10, "e": 1E400, "s": "é\\u2028"}';
    expect(writeJson({ id: 'a', result: printed(text), list: [], none: {}, error: printed(null) })).toBe(
      `{\n  "id": "a",\n  "result": ${text},\n  "list": [],\n  "none": {},\n  "error": null\n}\n`,
    );
  });

  it('is read back as what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // Negative zero is no number of JSON's.
        const expected: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(writeJson(value as JsonValue))).toEqual(expected);
        expect(JSON.parse(writeJson({ inner: printed(JSON.stringify(value)) }))).toEqual({ inner: expected });
      }),
    );
  });
});

describe('tables', () => {
  it('line up, whatever stands in them, one line for a row', () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('|', ''));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const text = table(
          ['A', '|'],
          cells.map((each) => [each, '|']),
        );
        const lines = text.split('\n').slice(0, -1);
        expect(lines).toHaveLength(cells.length + 1);
        expect(new Set(lines.map((line) => columnsOf(line.slice(0, line.indexOf('|'))))).size).toBe(1);
      }),
    );
  });

  it('show no escape sequence', () => {
    expect(table(['A'], [['\u001b[2J\nx\ty']])).toBe('A\n␛[2J␤x y\n');
  });
});

describe('times', () => {
  it('are short, and durations have the unit that fits', () => {
    expect(shortTime('2026-11-20T16:59:52.908285Z')).toBe('2026-11-20 16:59:52Z');
    expect(shortTime('infinity')).toBe('infinity');
    expect(shortTime(null)).toBe('');
    expect(duration('2026-11-20T16:59:52.908285Z', '2026-11-20T16:59:53.000000Z')).toBe('92ms');
    expect(duration(null, '2026-11-20T16:59:53.000000Z')).toBe('');
    expect(duration('2026-11-20T16:59:53.000001Z', '2026-11-20T16:59:53.000000Z')).toBe('0ms');
    expect([0, 999, 1000, 59_900, 60_000, 3_599_000, 3_600_000, 172_800_000].map(milliseconds)).toEqual([
      '0ms',
      '999ms',
      '1.0s',
      '59.9s',
      '1m0s',
      '59m59s',
      '1h0m',
      '2d0h',
    ]);
  });
});

describe('the tree of a run', () => {
  const chalk = new Chalk({ level: 1 });
  const run = (status: Run['status']): Run =>
    ({
      id: 'x',
      flow: 'f',
      status,
      started_at: '2026-01-01T00:00:00.000000Z',
      finished_at: status === 'running' ? null : '2026-01-01T00:00:01.000000Z',
    }) as Run;
  const plan = (count: number): readonly PlannedStep[] =>
    Array.from({ length: count }, (_, i) => ({ node: i + 1, name: `step_${i + 1}`, kind: 'sql', depth: 0 }));
  const done = (node: number): StepAttempt =>
    ({
      node,
      status: 'completed',
      iteration: null,
      attempt: 1,
      rows: '2',
      error: null,
      started_at: '2026-01-01T00:00:00.000000Z',
      finished_at: '2026-01-01T00:00:00.005000Z',
    }) as StepAttempt;
  const now = new Date('2026-01-01T00:00:03Z');
  const paint = (status: Run['status'], steps: readonly StepAttempt[], planned: readonly PlannedStep[], room = { columns: 80, rows: 22 }) =>
    runTree(run(status), steps, planned, chalk, room, now).map(stripVTControlCharacters);

  it('shows what is to come while the run goes on, and leaves out what did not come', () => {
    expect(paint('running', [done(1)], plan(2))).toEqual(['f  running', '  ✓ step_1  5ms  2 rows', '  · step_2']);
    expect(paint('completed', [done(1)], plan(2))).toEqual(['f  completed  1.0s', '  ✓ step_1  5ms  2 rows']);
  });

  it('shows the latest attempt of a step, and how long it goes on', () => {
    const failed = { ...done(1), status: 'failed', error: '{"code":"x","message":"no\\u001b[31m"}' } as const;
    const again = { ...done(1), status: 'running', attempt: 2, finished_at: null } as const;
    expect(paint('running', [failed], plan(1))[1]).toBe('  ✗ step_1  5ms  2 rows  x: no␛[31m');
    expect(paint('running', [failed, again], plan(1))[1]).toBe('  ▸ step_1  running  3.0s  2 rows  attempt 2');
  });

  it('shows a loop with the iteration that its steps are in', () => {
    const kinds = ['repeat', 'sql', 'again'];
    const planned = plan(3).map((step, i) => ({ ...step, kind: kinds[i] as string, depth: i === 0 ? 0 : 1 }));
    const pause = { ...done(3), iteration: '7', status: 'waiting', rows: null, finished_at: null } as const;
    expect(paint('waiting', [{ ...done(2), iteration: '7' }, pause], planned)).toEqual([
      'f  waiting',
      '  · step_1',
      '  ✓   step_2  5ms  iteration 7  2 rows',
      '  …   again   waiting  3.0s  iteration 7',
    ]);
  });

  it('stays inside the terminal, around the present', () => {
    const steps = Array.from({ length: 50 }, (_, i) => done(i + 1));
    const lines = paint('running', steps, plan(100), { columns: 80, rows: 10 });
    expect(lines).toHaveLength(10);
    expect(lines.join('\n')).toContain('✓ step_50');
    expect(lines.at(-1)).toBe('  · step_51');
    const long = [{ node: 1, name: '漢'.repeat(63), kind: 'sql', depth: 3 }];
    for (const columns of [1, 5, 20, 79, 80, 200]) {
      for (const line of paint('running', [done(1)], long, { columns, rows: 1 }))
        expect(columnsOf(line)).toBeLessThanOrEqual(Math.max(columns, 6));
    }
  });
});
