/**
 * The step graph: its types, its canonical form and hash, what can be read off it, its renderings.
 * Knows no text of the language and no database.
 */
export { canonicalText } from './canonical.ts';
export { printDuration } from './duration-text.ts';
export { edgesOf, type GraphEdge } from './edges.ts';
export { hashGraph } from './hash.ts';
export { type Outline, type OutlineArm, outline } from './outline.ts';
export { renderDot } from './render/dot.ts';
export { renderJson } from './render/json.ts';
export { renderMermaid } from './render/mermaid.ts';
export { renderTree } from './render/tree.ts';
export * from './types.ts';
