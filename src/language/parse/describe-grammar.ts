import { generateCstDts, type ISerializedGast, serializeGrammar } from 'chevrotain';
import { productions } from './read-flow.ts';

/** The grammar as data, for the railroad diagram. */
export function serializedGrammar(): readonly ISerializedGast[] {
  return serializeGrammar(Object.values(productions));
}

/** The text of `cst.ts`: the types of the concrete tree follow from the grammar. */
export function cstTypes(): string {
  const types = generateCstDts(productions, { includeVisitorInterface: false })
    .replace(/^import .*$/m, "import type { CstNode, IToken } from 'chevrotain';")
    .replaceAll(/"(\w+)"/g, "'$1'")
    .replaceAll(/\((\w+)\)\[\]/g, '$1[]');
  return `// Written by scripts/cst-types.mjs from the grammar.\n${types.trimEnd()}\n`;
}
