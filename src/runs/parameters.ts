import { type Diagnostic, diagnose, didYouMean, type Phase } from '../diagnostics/index.ts';
import type { JsonText } from './run.ts';

/** Parameters as a person gives them. */
export interface GivenParameters {
  /** A JSON object, as written. */
  readonly json?: JsonText;
  /** `name=value`, the value as text. */
  readonly named?: readonly string[];
}

/** Two JSON objects for Postgres to join: numbers stay the text that they are. */
export interface CombinedParameters {
  readonly written: JsonText;
  readonly named: JsonText;
}

export interface DeclaredParameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

/** Holds what was given against what the flow declares. A named value is stronger than the same one in the JSON. */
export function combineParameters(
  flow: string,
  declared: readonly DeclaredParameter[],
  given: GivenParameters,
): Phase<CombinedParameters | null> {
  const object = readObject(given.json ?? '{}');
  const pairs = readPairs(given.named ?? []);
  const problems: Diagnostic[] = [...object.diagnostics, ...pairs.diagnostics];
  const known = declared.map(({ name }) => name);
  const names = new Set([...object.value, ...pairs.value.keys()]);
  for (const parameter of names) {
    if (known.includes(parameter)) continue;
    problems.push(diagnose('unknown-parameter', null, { flow, parameter, suggestion: didYouMean(parameter, known), known }));
  }
  const parameters = declared.filter(({ name, required }) => required && !names.has(name)).map(({ name, type }) => `${name} ${type}`);
  // A slip in a name makes two findings of one mistake; the name is the one to mend.
  if (parameters.length > 0 && problems.length === 0) problems.push(diagnose('missing-parameter', null, { flow, parameters }));

  const members: string[] = [];
  for (const [name, text] of pairs.value) {
    const type = declared.find((parameter) => parameter.name === name)?.type;
    const asJson = type === 'json' || type === 'jsonb';
    if (asJson && !isJson(text)) {
      problems.push(diagnose('bad-parameters', null, { flow, reason: `${name} is of type ${type}, and its value is not JSON` }));
    }
    members.push(`${JSON.stringify(name)}: ${asJson ? text : JSON.stringify(text)}`);
  }
  if (problems.length > 0) return { value: null, diagnostics: problems };
  return { value: { written: given.json ?? '{}', named: `{${members.join(', ')}}` }, diagnostics: [] };
}

/** The names in a JSON object. Its values are read by Postgres alone. */
function readObject(text: JsonText): Phase<readonly string[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { value: [], diagnostics: [diagnose('params-not-object', null, { reason: (error as Error).message })] };
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: Object.keys(value), diagnostics: [] };
  const reason = `it is ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`}`;
  return { value: [], diagnostics: [diagnose('params-not-object', null, { reason })] };
}

function readPairs(pairs: readonly string[]): Phase<ReadonlyMap<string, string>> {
  const value = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const argument of pairs) {
    const at = argument.indexOf('=');
    const name = argument.slice(0, at).trim();
    if (at === -1) diagnostics.push(diagnose('param-syntax', null, { argument, reason: 'has no =' }));
    else if (name === '') diagnostics.push(diagnose('param-syntax', null, { argument, reason: 'has no name before the =' }));
    else if (value.has(name)) diagnostics.push(diagnose('param-syntax', null, { argument, reason: `gives ${name} a second time` }));
    else value.set(name, argument.slice(at + 1));
  }
  return { value, diagnostics };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
