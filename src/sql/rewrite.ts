import type { DescribedColumn, TypeText } from './judge.ts';
import { quoteIdentifier } from './quote-identifier.ts';
import { type Part, within } from './within.ts';

/** What stands for a reference when a statement goes to the judge. Offsets are of the text that is rewritten. */
export interface Substitution extends Part {
  readonly stand: StandIn;
}

export type StandIn =
  /** One value. References with one `key` share one parameter. */
  | { readonly kind: 'value'; readonly key: string; readonly type: TypeText }
  /** Rows, as a relation. `alias` is the name that it gets; null where the text gives it one. */
  | { readonly kind: 'rows'; readonly columns: readonly DescribedColumn[]; readonly alias: string | null };

export interface Rewritten {
  readonly text: string;
  /** Types of `$1`, `$2`, .. in order. */
  readonly parameters: readonly TypeText[];
  /** Where each parameter first stands in the source. */
  readonly origins: readonly { readonly start: number; readonly end: number }[];
  readonly segments: readonly Segment[];
}

/** Text from `at` on comes from `start..end` of the source: character by character, or as a whole where `verbatim` is false. */
export interface Segment {
  readonly at: number;
  readonly start: number;
  readonly end: number;
  readonly verbatim: boolean;
}

export interface RewriteOptions {
  /** Text around the part, e.g. `VALUES ((` and `))`. */
  readonly before?: string;
  readonly after?: string;
  /** Values become typed NULLs: for statements that are executed, since these take no parameters. */
  readonly nulls?: boolean;
}

/** Rewrites `text[start, end)`: every reference becomes a parameter of a known type, or a relation of typed columns. */
export function rewrite(text: string, part: Part, substitutions: readonly Substitution[], options: RewriteOptions = {}): Rewritten {
  const pieces: string[] = [];
  const segments: Segment[] = [];
  const parameters: TypeText[] = [];
  const origins: { start: number; end: number }[] = [];
  const numbers = new Map<string, number>();
  let length = 0;

  const add = (piece: string, start: number, end: number, verbatim: boolean) => {
    segments.push({ at: length, start, end, verbatim });
    pieces.push(piece);
    length += piece.length;
  };
  const parameter = (key: string, type: TypeText, start: number, end: number): string => {
    if (options.nulls) return typedNull(type);
    const known = numbers.get(key);
    if (known !== undefined) return `$${known}`;
    parameters.push(type);
    origins.push({ start, end });
    numbers.set(key, parameters.length);
    return `$${parameters.length}`;
  };

  add(options.before ?? '', part.start, part.start, false);
  let from = part.start;
  for (const { start, end, stand } of within(substitutions, part)) {
    add(text.slice(from, start), from, start, true);
    add(stand.kind === 'value' ? parameter(stand.key, stand.type, start, end) : relation(stand.columns, stand.alias), start, end, false);
    from = end;
  }
  add(text.slice(from, part.end), from, part.end, true);
  // An expression may end in a comment: what follows begins on a new line.
  if (options.after) add(`\n${options.after}`, part.end, part.end, false);
  return { text: pieces.join(''), parameters, origins, segments };
}

/** The place in the source that a place of the rewritten text comes from. */
export function sourceOf(rewritten: Rewritten, position: number): { readonly start: number; readonly end: number } {
  const segment = rewritten.segments.findLast((s) => s.at <= position);
  if (segment === undefined) return { start: 0, end: 0 };
  if (!segment.verbatim) return { start: segment.start, end: segment.end };
  const start = Math.min(segment.start + position - segment.at, segment.end);
  return { start, end: start };
}

function relation(columns: readonly DescribedColumn[], alias: string | null): string {
  const list = columns.map((column) => `${typedNull(column.type)} AS ${quoteIdentifier(column.name)}`);
  return `(SELECT ${list.join(', ')})${alias === null ? '' : ` AS ${quoteIdentifier(alias)}`}`;
}

function typedNull(type: TypeText): string {
  return `CAST(NULL AS ${type})`;
}
