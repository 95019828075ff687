/** What can be wrong with a duration. */
export type DurationFault = 'unit' | 'order' | 'twice' | 'negative' | 'fraction' | 'overflow' | 'missing-unit' | 'spaced';

export const durationFaults: Readonly<Record<DurationFault, { readonly message: string; readonly help: string }>> = {
  unit: { message: 'it has a unit that does not exist', help: 'Units are `ms`, `s`, `m` (minutes), `h`, `d` (24 h) and `w` (168 h).' },
  order: { message: 'its units do not descend', help: 'Write the largest unit first: `1h30m`.' },
  twice: { message: 'a unit stands in it twice', help: 'Add them up: each unit stands once.' },
  negative: { message: 'it is negative', help: 'A duration is zero or more.' },
  fraction: { message: 'its number is not whole', help: 'Use a smaller unit: `90m` or `1h30m` for one and a half hours.' },
  overflow: { message: 'it is too long', help: 'A duration is at most 100 years of 365 days (36500d).' },
  spaced: { message: 'its unit is a word of its own', help: 'Write a short unit directly after the number: `30s`, `5m`, `1h`.' },
  'missing-unit': { message: 'it has no unit', help: 'Write the unit: `30s`, `5m`, `1h`.' },
};

/** What can be wrong with a `{` in a template. */
export type TemplateFault = 'brace' | 'name' | 'reference' | 'empty' | 'space' | 'star';

export const templateFaults: Readonly<Record<TemplateFault, { readonly message: string; readonly help: string }>> = {
  brace: { message: 'This `{` begins no value.', help: 'Write `{$name}` for a value and `{{` for a brace.' },
  name: { message: 'A value in a template begins with `$`.', help: 'Write `{$name}` or `{$name.column}`.' },
  reference: {
    message: 'This cannot be read as a reference.',
    help: 'Write `{$name}` or `{$name.column}`, with `?` at the end where there may be no row. An expression belongs in SQL: bind its result before.',
  },
  empty: { message: 'These braces are empty.', help: 'Write `{$name}` for a value and `{{` for a brace.' },
  space: { message: 'A value in a template has no space inside its braces.', help: 'Write `{$name}`, without spaces.' },
  star: { message: 'A template takes a single value, and `.*` is all rows.', help: 'Name a column: `{$name.column}`.' },
};
