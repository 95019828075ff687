/**
 * How values of a type are kept in variables of a function. Types outside pg_catalog are kept as text and cast where they
 * are used: a variable of a domain that is NOT NULL could not even be declared.
 */
export function isBuiltIn(type: string): boolean {
  return !/^("([^"]|"")*"|[^\s"(.]+)\./.test(type);
}

export function isArray(type: string): boolean {
  return type.endsWith('[]');
}

export function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb';
}

/** The cast from text to regclass looks up a name; it does not read the number that stands for a table that is gone. */
function isKeptAsText(type: string): boolean {
  return !isBuiltIn(type) || type === 'regclass';
}

/** The type that a variable for values of `type` is declared with. */
export function variableType(type: string): string {
  return isKeptAsText(type) ? 'text' : type;
}

/** A value of `type` out of a variable that holds it. */
export function readVariable(name: string, type: string): string {
  return isKeptAsText(type) ? `(${fromText(name, type)})` : name;
}

/** The value whose output is this text. */
export function fromText(expression: string, type: string): string {
  return type === 'regclass' ? `pg_catalog.regclassin(pg_catalog.textout(${expression}))` : `${expression}::${type}`;
}

/**
 * A value as the text that its type's output function prints. Few types have a cast to text that is not that:
 * character(n) would lose its trailing blanks.
 */
export function asText(expression: string, type: string): string {
  if (type === 'text') return expression;
  if (/^character(\(|$)|^bpchar/.test(type)) return `case when ${expression} is not null then format('%s', ${expression}) end`;
  return `${expression}::text`;
}

/** True for types whose values JSON holds as they are: they read well in `params`, and come back exactly. */
export function isJsonScalar(type: string): boolean {
  return /^(smallint|integer|bigint|numeric|boolean|text|character varying)(\(|$)/.test(type) && !isArray(type);
}
