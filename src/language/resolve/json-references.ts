import { span } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { type FoundReferences, referencesOfParts } from './found-references.ts';

// In the order of the text: an escape, a doubled brace with a `$` behind it, the bounds of strings, and what stands for a value.
const PIECE =
  /\\.|\{\{\$?|"|\{(?<secret>secret|hmac)\.(?<secretName>\w+)\}|(?<open>\{)?\$(?<name>[a-z_][a-z0-9_]*)(?<path>(?:\.\*|\.\w+|\[\d+\])*)(?<optional>\?)?/gs;

/** The references of a JSON document: bare ones are values, inside strings they stand in braces as in any template. */
export function referencesOfJson(document: ast.Region): FoundReferences {
  const parts: ast.TemplatePart[] = [];
  let inString = false;
  for (const match of document.text.matchAll(PIECE)) {
    const groups = match.groups ?? {};
    const at = (from: number, to: number) => span(document.span.file, document.span.start + from, document.span.start + to);
    const end = match.index + match[0].length;
    if (match[0] === '"') inString = !inString;
    else if (groups.secret !== undefined && inString)
      parts.push({ kind: groups.secret as 'secret' | 'hmac', name: groups.secretName ?? '', span: at(match.index, end) });
    else if (groups.name !== undefined) {
      const braced = groups.open !== undefined;
      const start = match.index + (braced ? 1 : 0);
      if (inString && !braced) parts.push({ kind: 'text', text: document.text.slice(start, end), span: at(start, end) });
      else parts.push({ kind: 'reference', reference: { ...readPath(groups), span: at(start, end) }, span: at(start, end) });
    }
  }
  return referencesOfParts(parts);
}

function readPath(groups: Readonly<Record<string, string | undefined>>): Omit<ast.Reference, 'span'> {
  const steps = [...(groups.path ?? '').matchAll(/\.(\*|\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
  const [first] = steps;
  const column = typeof first === 'string' && first !== '*' ? first : null;
  return {
    name: groups.name ?? '',
    column,
    star: first === '*',
    optional: groups.optional !== undefined,
    path: column === null && first !== '*' ? steps : steps.slice(1),
  };
}
