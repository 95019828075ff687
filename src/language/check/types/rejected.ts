import { didYouMean } from '../../../diagnostics/did-you-mean.ts';
import type { Label } from '../../../diagnostics/index.ts';
import { type Part, type Rewritten, type SqlError, type SqlToken, sourceOf, within, wordsIn } from '../../../sql/index.ts';
import { spanOf, type TypedRegion } from './region.ts';
import { printRow } from './row-type.ts';
import type { TypedReference } from './typed-flow.ts';
import { report, type Typing } from './typing.ts';

type RowsReference = Extract<TypedReference, { kind: 'rows' }>;

/** Says what Postgres says of a statement or expression, at the place that it means. */
export function reportRejected(
  typing: Typing,
  typed: TypedRegion,
  part: Part,
  rewritten: Rewritten,
  error: SqlError,
  what: 'statement' | 'expression',
): void {
  const at = errorPlace(typed, part, rewritten, error);
  const text = typed.region.text.slice(at.start, at.end);
  const relations = relationsAt(typed, part, error, text);
  const message =
    withNames(error.message, typed, rewritten).replace(/ in VALUES$/, ' here') + (error.detail === null ? '' : ` (${error.detail})`);
  const labels: Label[] = relations.flatMap(({ sites, columns }) =>
    sites.map((site) => ({ span: site.name.span, message: `columns: ${printRow(columns)}` })),
  );
  report(
    typing,
    'sql-rejected',
    spanOf(typed.region, at),
    { what, error: message, state: error.code, hint: hintFor(error, text, relations) },
    labels,
  );
}

/** From the position that the server gives to the end of the lexeme there; a qualified name is one. */
function errorPlace({ scan, region, references }: TypedRegion, part: Part, rewritten: Rewritten, { position }: SqlError): Part {
  if (position === null) return part;
  const place = sourceOf(rewritten, position);
  const reference = references.find((one) => one.start <= place.start && place.start < one.end);
  if (reference !== undefined) return { start: reference.start, end: reference.end };
  const tokens = scan.tokens;
  let index = tokens.findIndex((token) => token.start <= place.start && place.start < token.end);
  const token = tokens[index];
  if (token === undefined || token.start >= part.end) return { start: place.start, end: place.end };
  const isName = (at: SqlToken | undefined) => at?.kind === 'word' || at?.kind === 'quoted-identifier';
  const isDot = (at: SqlToken | undefined) => at !== undefined && region.text.slice(at.start, at.end) === '.';
  if (isName(token)) while (isDot(tokens[index + 1]) && isName(tokens[index + 2])) index += 2;
  return { start: token.start, end: (tokens[index] as SqlToken).end };
}

/** The bindings whose columns help to understand an error about a column: that of the qualifier, else all in the statement. */
function relationsAt({ region, references, scan }: TypedRegion, part: Part, { code }: SqlError, text: string): readonly RowsReference[] {
  if (code !== '42703') return [];
  const rows = within(references, part).filter((one) => one.kind === 'rows');
  const qualifier = text.includes('.') ? text.slice(0, text.indexOf('.')).toLowerCase() : null;
  return rows.filter((one) => qualifier === null || aliasOf(one) === qualifier);

  function aliasOf(one: RowsReference): string {
    if (one.alias !== null) return one.reference.name;
    const [first, second] = wordsIn(region.text, scan, { start: one.end, end: part.end });
    return (first?.text === 'as' ? second?.text : first?.text) ?? '';
  }
}

function hintFor({ code, hint }: SqlError, text: string, relations: readonly RowsReference[]): string | null {
  const meant = hint?.match(/^Perhaps you meant to reference the [a-z ]+"([^"]+)"(?: or the [a-z ]+"([^"]+)")?/);
  if (meant) return `did you mean ${meant[1]}${meant[2] === undefined ? '' : ` or ${meant[2]}`}?`;
  if (hint !== null) return hint;
  if (code === '42703') {
    const dot = text.lastIndexOf('.');
    const near = didYouMean(
      text.slice(dot + 1),
      relations.flatMap((one) => one.columns.map((column) => column.name)),
    );
    return near === null ? null : `did you mean ${text.slice(0, dot + 1)}${near}?`;
  }
  return null;
}

/** The server speaks of `$1`; the file has names. */
function withNames(message: string, { region }: TypedRegion, { origins }: Rewritten): string {
  return message.replace(/\$(\d+)/g, (written, number: string) => {
    const origin = origins[Number(number) - 1];
    return origin === undefined ? written : region.text.slice(origin.start, origin.end);
  });
}
