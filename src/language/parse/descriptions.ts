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
  // Comments that stand alone on their lines, by where the line after them starts.
  const endingBefore = new Map<number, Comment>();
  for (const comment of comments) {
    const next = nextLine(text, comment.end);
    if (next !== null && blankBefore(text, comment.start) !== null) endingBefore.set(next, comment);
  }
  const above = (start: number): string | null => {
    const blocks: string[][] = [];
    let line = blankBefore(text, leadOf(text, tokens, start));
    while (line !== null) {
      const comment = endingBefore.get(line);
      if (comment === undefined) break;
      blocks.push(contentOf(text.slice(comment.start, comment.end)));
      line = blankBefore(text, comment.start);
    }
    const description = blocks.reverse().flat().join('\n').trim();
    return description === '' ? null : description;
  };
  return { above };
}

/** Where the line of a step begins to matter: `>> sql { .. }` is described by the comment above the line of its `>>`. */
function leadOf(text: string, tokens: readonly IToken[], start: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.startOffset < start) low = middle + 1;
    else high = middle;
  }
  const before = tokens[low - 1];
  const joins = before !== undefined && (before.tokenType === Then || before.tokenType === And || before.tokenType === Or);
  return joins && onOneLine(text, before.startOffset, start) ? before.startOffset : start;
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
  return !text.slice(from, to).includes('\n');
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
