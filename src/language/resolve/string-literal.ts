/** A `$name` or `$name.column` that stands inside text, where it is text and nothing else. */
export interface Embedded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly name: string;
  readonly column: string | null;
}

export function embeddedReferences(text: string): readonly Embedded[] {
  return [...text.matchAll(/(?<![\w$])\$([a-z_][a-z0-9_]*)(?:\.([a-z_][a-z0-9_]*))?(?![\w$])/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
    name: match[1] ?? '',
    column: match[2] ?? null,
  }));
}

export function withoutColumn({ start, name }: Embedded): Embedded {
  return { start, end: start + name.length + 1, text: `$${name}`, name, column: null };
}

/**
 * A SQL string literal cut at its references and joined with `||`: `'order $id'` becomes `'order ' || $id`, braces around
 * a reference go with it. Null for a dollar-quoted text, which may be a program.
 */
export function joined(literal: string, references: readonly Embedded[]): string | null {
  const opening = /^(?:[A-Za-z]|[Uu]&)?'/.exec(literal)?.[0];
  if (opening === undefined) return null;
  const pieces: string[] = [];
  const add = (text: string): void => {
    if (text !== '') pieces.push(`${opening}${text}'`);
  };
  let from = opening.length;
  for (const { start, end, text } of references) {
    const braced = literal[start - 1] === '{' && literal[end] === '}';
    add(literal.slice(from, braced ? start - 1 : start));
    pieces.push(text);
    from = braced ? end + 1 : end;
  }
  add(literal.slice(from).replace(/'$/, ''));
  return pieces.join(' || ');
}
