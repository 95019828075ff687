import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { LineIndex, type SourceFile, type Span } from '../../src/source/index.ts';

/** All that a diagnostic holds, one below the other, for people to review. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[]): string {
  const lines = new Map(sources.map(({ path, text }) => [path, new LineIndex(text)]));
  const place = ({ file, start, end }: Span): string => {
    const index = lines.get(file);
    if (index === undefined) return file;
    const [from, to] = [index.positionAt(start), index.positionAt(end)];
    return `${file}:${from.line}:${from.column}-${to.line === from.line ? '' : `${to.line}:`}${to.column}`;
  };
  const render = ({ span, severity, code, slug, message, labels, help }: Diagnostic): string =>
    [
      `${span === null ? '(project)' : place(span)} ${severity} ${code} ${slug}`,
      `  ${message}`,
      ...labels.map((label) => `  | ${place(label.span)} ${label.message}`),
      ...(help === null ? [] : [`  help: ${help}`]),
    ].join('\n');
  return diagnostics.length === 0 ? '(none)\n' : `${diagnostics.map(render).join('\n\n')}\n`;
}
