/** A string as a SQL literal that means the same under every setting. */
export function literal(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

export function nullableLiteral(value: string | null): string {
  return value === null ? 'null' : literal(value);
}

export function jsonLiteral(value: unknown): string {
  return literal(JSON.stringify(value));
}

/** Milliseconds as an interval literal: hours, since a day of an interval is not always 24 of them. */
export function intervalLiteral(ms: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const rest = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}`;
  return `interval '${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${rest}'`;
}

/** Wraps a function body in dollar quotes that it does not contain. */
export function dollarQuote(body: string): string {
  let tag = '$pgdurable$';
  for (let i = 1; body.includes(tag); i++) tag = `$pgdurable${i}$`;
  return `${tag}\n${body}\n${tag}`;
}

/** Text of one line, fit for a `--` comment. */
export function commentText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
