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

/** The type that a variable for values of `type` is declared with. */
export function variableType(type: string): string {
  return isBuiltIn(type) ? type : 'text';
}

/** A value of `type` out of a variable that holds it. */
export function readVariable(name: string, type: string): string {
  return isBuiltIn(type) ? name : `(${name}::${type})`;
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
