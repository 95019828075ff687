import { Chalk, type ChalkInstance } from 'chalk';
import type { Diagnostic } from '../diagnostics/index.ts';
import { LineIndex, type Span } from '../source/index.ts';
import { type Frame, frame } from './code-frame.ts';
import { printable, printableLine } from './printable.ts';
import type { Reporter, ReportOptions } from './report.ts';

/** For people at a terminal: each finding with the lines that it is about. */
export const pretty: Reporter = (report, options) => {
  const indexes = new Map(report.sources.map((source) => [source.path, new LineIndex(source.text)]));
  const chalk = new Chalk({ level: options.color ? 1 : 0 });
  return report.diagnostics.map((diagnostic) => `${show(diagnostic, indexes, chalk, options)}\n`).join('\n');
};

function show(diagnostic: Diagnostic, indexes: ReadonlyMap<string, LineIndex>, chalk: ChalkInstance, options: ReportOptions): string {
  const paint = diagnostic.severity === 'error' ? chalk.red : chalk.yellow;
  const lines = [
    `${place(diagnostic.span, indexes)}${paint.bold(diagnostic.severity)} ${chalk.bold(diagnostic.code)} ${diagnostic.slug}`,
    ...indented(printable(diagnostic.message)),
  ];
  const marks = [
    { span: diagnostic.span, sign: '^', message: '', paint },
    ...diagnostic.labels.map((label) => ({ span: label.span, sign: '-', message: label.message, paint: chalk.blue })),
  ];
  const frames = marks.flatMap((mark) => {
    const index = mark.span === null ? undefined : indexes.get(mark.span.file);
    return mark.span === null || index === undefined
      ? []
      : [{ ...mark, file: mark.span.file, frame: frame(index, mark.span, room(options)) }];
  });
  const gutter = Math.max(3, ...frames.map((mark) => String(mark.frame.line).length));
  let file = diagnostic.span?.file;
  for (const mark of frames) {
    if (mark.file !== file) lines.push(`  ${' '.repeat(gutter)} ${chalk.dim(`--> ${printableLine(mark.file)}`)}`);
    file = mark.file;
    lines.push(
      ...framed(
        mark.frame,
        gutter,
        mark.paint(`${mark.sign.repeat(mark.frame.length)}${mark.message === '' ? '' : ` ${printableLine(mark.message)}`}`),
        chalk,
      ),
    );
  }
  if (diagnostic.help !== null) lines.push(...indented(`${chalk.bold('help:')} ${printable(diagnostic.help)}`));
  return lines.join('\n');
}

function place(span: Span | null, indexes: ReadonlyMap<string, LineIndex>): string {
  if (span === null) return '';
  const position = indexes.get(span.file)?.positionAt(span.start);
  return `${printableLine(span.file)}${position === undefined ? '' : `:${position.line}:${position.column}`} `;
}

function framed(shown: Frame, gutter: number, mark: string, chalk: ChalkInstance): readonly string[] {
  const number = String(shown.line).padStart(gutter);
  const bar = chalk.dim('|');
  return [
    `  ${chalk.dim(number)} ${bar}${shown.text === '' ? '' : ` ${shown.text}`}`,
    `  ${' '.repeat(gutter)} ${bar} ${' '.repeat(shown.indent)}${mark}`,
  ];
}

/** Columns that are left beside the line numbers. Where there is no terminal a line is still not shown without end. */
function room(options: ReportOptions): number {
  return Math.min(options.width, 200) - 8;
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
