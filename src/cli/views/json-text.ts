/** JSON that the database has printed, to be put into other JSON as it is. */
export interface PrintedJson {
  readonly printed: string;
}

export type JsonValue = string | number | boolean | null | PrintedJson | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export function printed(text: string | null): PrintedJson | null {
  return text === null ? null : { printed: text };
}

/** Writes JSON in which printed parts stay letter by letter: their numbers would not survive being read. */
export function writeJson(value: JsonValue): string {
  return `${write(value, '\n')}\n`;
}

function write(value: JsonValue, newline: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isPrinted(value)) return value.printed;
  const inner = `${newline}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[${value.map((item) => `${inner}${write(item, inner)}`).join(',')}${newline}]`;
  }
  const members = Object.entries(value).map(([key, member]) => `${inner}${JSON.stringify(key)}: ${write(member, inner)}`);
  return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`;
}

function isPrinted(value: object): value is PrintedJson {
  return 'printed' in value && Object.keys(value).length === 1;
}
