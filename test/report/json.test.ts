import { describe, expect, it } from 'vitest';
import { reporters } from '../../src/report/index.ts';
import { span } from '../../src/source/index.ts';

const plain = { color: false, width: 100 };

describe('the JSON report', () => {
  it('has this shape, which programs rely on', () => {
    const text = "-- 漢😀\nflow a { sql { SELECT 'é', nope } }\n";
    const start = text.indexOf('nope');
    const report = {
      sources: [{ path: 'flows/a.dflow', text }],
      diagnostics: [
        {
          code: 'DF4003',
          slug: 'sql-rejected',
          severity: 'error' as const,
          message: 'Postgres rejects this statement.',
          span: span('flows/a.dflow', start, start + 4),
          labels: [{ span: span('flows/a.dflow', 0, 2), message: 'here' }],
          help: 'look again',
        },
        { code: 'DF7005', slug: 'no-flows', severity: 'warning' as const, message: 'None.', span: null, labels: [], help: null },
      ],
    };
    expect(JSON.parse(reporters.json(report, plain))).toEqual({
      format: 1,
      summary: { errors: 1, warnings: 1, files: 1 },
      diagnostics: [
        {
          code: 'DF4003',
          slug: 'sql-rejected',
          severity: 'error',
          message: 'Postgres rejects this statement.',
          help: 'look again',
          place: {
            file: 'flows/a.dflow',
            start: { line: 2, column: 28, offset: start },
            end: { line: 2, column: 32, offset: start + 4 },
          },
          labels: [
            {
              message: 'here',
              place: { file: 'flows/a.dflow', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 3, offset: 2 } },
            },
          ],
        },
        { code: 'DF7005', slug: 'no-flows', severity: 'warning', message: 'None.', help: null, place: null, labels: [] },
      ],
    });
  });

  it('is one document with a line feed at its end, whatever was found', () => {
    const text = reporters.json({ diagnostics: [], sources: [] }, plain);
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({ format: 1, summary: { errors: 0, warnings: 0, files: 0 }, diagnostics: [] });
  });
});
