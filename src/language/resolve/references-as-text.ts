import { type Span, span } from '../../source/index.ts';
import { CONTEXT_FIELDS } from './context-fields.ts';
import type { Literal } from './found-references.ts';
import type { Viewpoint } from './resolve-reference.ts';
import { lookup, sitesOf } from './scope.ts';
import { type Embedded, embeddedReferences, joined, withoutColumn } from './string-literal.ts';
import { report, type Work } from './work.ts';

/** Warns of string literals of SQL that hold a `$name` which would mean something outside of them. */
export function reportInStrings(work: Work, literals: readonly Literal[], place: Viewpoint): void {
  for (const literal of literals) {
    const known = knownIn(literal.text, place);
    const [first] = known;
    if (first === undefined) continue;
    report(work, 'reference-in-string', within(literal, first), { reference: first.text, joined: joined(literal.text, known) });
    for (const { name } of known) markUsed(work, name, place);
  }
}

/** Warns of the text of templates: a reference stands in braces there. */
export function reportWithoutBraces(work: Work, literals: readonly Literal[], place: Viewpoint): void {
  for (const literal of literals) {
    // Behind a brace it is meant: `{{$name}` is how the text `{$name}` is written.
    const first = knownIn(literal.text, place).find(({ start }) => literal.text[start - 1] !== '{');
    if (first === undefined) continue;
    report(work, 'reference-without-braces', within(literal, first), { reference: first.text });
    markUsed(work, first.name, place);
  }
}

function knownIn(text: string, place: Viewpoint): readonly Embedded[] {
  return embeddedReferences(text).flatMap((one) => {
    if (one.name === 'run' || one.name === 'step') {
      return one.column !== null && Object.hasOwn(CONTEXT_FIELDS[one.name], one.column) ? [one] : [];
    }
    const visible = lookup(place.scope, one.name);
    if (visible === null) return [];
    // A parameter has no columns: what follows is text, as in 'report of $day.txt'.
    return visible.kind === 'param' ? [withoutColumn(one)] : [one];
  });
}

/** The place of a reference inside a literal; all of the literal where quotes or braces in it were undone. */
function within({ text, span: whole }: Literal, { start, end }: Embedded): Span {
  const exact = whole.end - whole.start === text.length;
  return exact ? span(whole.file, whole.start + start, whole.start + end) : whole;
}

/** Said once is enough: no second warning that nobody reads the name. */
function markUsed(work: Work, name: string, place: Viewpoint): void {
  for (const site of sitesOf(lookup(place.scope, name))) work.used.add(site);
}
