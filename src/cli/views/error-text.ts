/** The error of a step, as the database prints it, in one line: its code and message. */
export function errorText(json: string): string {
  const error: unknown = JSON.parse(json);
  if (typeof error !== 'object' || error === null) return json;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return `${String(code)}: ${String(message)}`.slice(0, 120);
}
