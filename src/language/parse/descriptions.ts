import type { IToken } from 'chevrotain';
import type { Comment } from './tokenize.ts';
import { And, Or, Then } from './tokens.ts';

/** Finds the description of a flow or step: the comment block directly above it. */
export interface DescriptionIndex {
  /** `start` is the offset of the first token of the flow or step. */
  readonly above: (start: number) => string | null;
}

/** Comment lines that speak to the tools, not to readers. */
const DIRECTIVE = /^\s*dflow-ignore\b/;

export function indexDescriptions(text: string, tokens: readonly IToken[], comments: readonly Comment[]): DescriptionIndex {
  // A step may share its line with the sign before it: `>> sql { .. }` is described by the comment above that line.
  const leads = new Map<number, number>();
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    const joins = before !== undefined && (before.tokenType === Then || before.tokenType === And || before.tokenType === Or);
    leads.set(token.startOffset, joins && onOneLine(text, before.startOffset, token.startOffset) ? before.startOffset : token.startOffset);
  });
  // Comments that stand alone on their lines, by where the line after them starts.
  const endingBefore = new Map<number, Comment>();
  for (const comment of comments) {
    const next = nextLine(text, comment.end);
    if (next !== null && blankBefore(text, comment.start) !== null) endingBefore.set(next, comment);
  }
  const above = (start: number): string | null => {
    const lines: string[] = [];
    let line = blankBefore(text, leads.get(start) ?? start);
    while (line !== null) {
      const comment = endingBefore.get(line);
      if (comment === undefined) break;
      lines.unshift(...contentOf(text.slice(comment.start, comment.end)));
      line = blankBefore(text, comment.start);
    }
    const description = lines.join('\n').trim();
    return description === '' ? null : description;
  };
  return { above };
}

/** The start of the line of `at` when there is only space before it on that line; else null. */
function blankBefore(text: string, at: number): number | null {
  let start = at;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t' || text[start - 1] === '\uFEFF')) start--;
  return start === 0 || text[start - 1] === '\n' ? start : null;
}

/** The start of the line after `at` when there is only space after it on its line; else null. */
function nextLine(text: string, at: number): number | null {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t' || text[end] === '\r') end++;
  return text[end] === '\n' ? end + 1 : null;
}

function onOneLine(text: string, from: number, to: number): boolean {
  const newline = text.indexOf('\n', from);
  return newline === -1 || newline >= to;
}

function contentOf(comment: string): string[] {
  const inner = comment.startsWith('--')
    ? [comment.slice(2)]
    : comment
        .slice(2, -2)
        .split(/\r?\n/)
        .map((line) => line.replace(/^\s*\*(?=\s|$)/, ''));
  return inner.filter((line) => !DIRECTIVE.test(line)).map((line) => line.replace(/^ /, '').trimEnd());
}
