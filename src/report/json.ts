import type { Diagnostic } from '../diagnostics/index.ts';
import { LineIndex, type Span } from '../source/index.ts';
import { count, type Reporter } from './report.ts';

/** The version of the shape below. Fields may be added under one version; none changes its meaning or goes. */
export const JSON_REPORT_FORMAT = 1;

/** For programs: one JSON document. Lines and columns count from 1, columns in code points; offsets are UTF-16, from 0. */
export const json: Reporter = ({ diagnostics, sources }) => {
  const indexes = new Map(sources.map((source) => [source.path, new LineIndex(source.text)]));
  const document = {
    format: JSON_REPORT_FORMAT,
    summary: { ...count(diagnostics), files: sources.length },
    diagnostics: diagnostics.map((diagnostic) => describe(diagnostic, indexes)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};

function describe(diagnostic: Diagnostic, indexes: ReadonlyMap<string, LineIndex>): object {
  const { code, slug, severity, message, span, labels, help } = diagnostic;
  return {
    code,
    slug,
    severity,
    message,
    help,
    place: span === null ? null : describePlace(span, indexes),
    labels: labels.map((label) => ({ message: label.message, place: describePlace(label.span, indexes) })),
  };
}

function describePlace(span: Span, indexes: ReadonlyMap<string, LineIndex>): object {
  const index = indexes.get(span.file);
  const point = (offset: number): object => ({ ...(index?.positionAt(offset) ?? { line: null, column: null }), offset });
  return { file: span.file, start: point(span.start), end: point(span.end) };
}
