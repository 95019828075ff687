interface Rule {
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly Rule[];
}
type Captures = Readonly<Record<string, { readonly name: string }>>;

export interface Grammar {
  readonly patterns: readonly Rule[];
  readonly repository: Readonly<Record<string, Rule>>;
}

interface Open {
  readonly rule: Rule;
  readonly end: string;
}

/** As much of a TextMate engine as the grammar needs: the scopes of each character, innermost last. Lines are read one by one, as editors do. */
export function scopesOf(grammar: Grammar, text: string): readonly (readonly string[])[] {
  const scopes: string[][] = [];
  const stack: Open[] = [];
  const flat = (rules: readonly Rule[]): readonly Rule[] =>
    rules.flatMap((rule) => {
      if (rule.include === undefined) return rule.match === undefined && rule.begin === undefined ? flat(rule.patterns ?? []) : [rule];
      return rule.include.startsWith('#') ? flat([grammar.repository[rule.include.slice(1)] as Rule]) : [];
    });
  const current = (inside: boolean): string[] =>
    stack.flatMap(({ rule }, i) => [rule.name ?? [], inside || i < stack.length - 1 ? (rule.contentName ?? []) : []].flat());
  for (const line of text.split(/(?<=\n)/)) {
    const lineScopes: string[][] = Array.from({ length: line.length }, () => []);
    const paint = (from: number, to: number, names: readonly string[]): void => {
      for (let i = from; i < to; i++) lineScopes[i]?.push(...names);
    };
    let at = 0;
    while (at <= line.length) {
      const open = stack.at(-1);
      const candidates: { readonly rule: Rule | null; readonly match: RegExpExecArray }[] = [];
      const look = (rule: Rule | null, source: string): void => {
        const pattern = new RegExp(source, 'gmd');
        pattern.lastIndex = at;
        const match = pattern.exec(line);
        if (match !== null) candidates.push({ rule, match });
      };
      if (open !== undefined) look(null, open.end);
      for (const rule of flat(open?.rule.patterns ?? (open === undefined ? grammar.patterns : [])))
        look(rule, (rule.match ?? rule.begin) as string);
      const best = candidates.reduce<(typeof candidates)[number] | null>(
        (a, b) => (a === null || b.match.index < a.match.index ? b : a),
        null,
      );
      if (best === null) break;
      const { rule, match } = best;
      const end = match.index + match[0].length;
      paint(at, match.index, current(true));
      const captured = (captures: Captures | undefined): void => {
        for (const [group, { name }] of Object.entries(captures ?? {})) {
          const range = match.indices?.[Number(group)];
          if (range !== undefined) paint(range[0], range[1], [name]);
        }
      };
      if (rule === null) {
        paint(match.index, end, current(false));
        captured(open?.rule.endCaptures);
        stack.pop();
      } else if (rule.match !== undefined) {
        paint(match.index, end, [...current(true), ...(rule.name === undefined ? [] : [rule.name])]);
        captured(rule.captures);
      } else {
        const closing = (rule.end as string).replaceAll(/\\(\d)/g, (_all, group) => (match[Number(group)] ?? '').replaceAll(/\W/g, '\\$&'));
        stack.push({ rule, end: closing });
        paint(match.index, end, current(false));
        captured(rule.beginCaptures);
      }
      if (end === at && match[0] === '' && rule !== null) break;
      at = end;
    }
    paint(Math.min(at, line.length), line.length, current(true));
    scopes.push(...lineScopes);
  }
  return scopes;
}
