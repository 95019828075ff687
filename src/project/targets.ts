/** What flows can be compiled to. */
export const targets = ['postgres', 'mermaid', 'dot', 'json', 'tree'] as const;
export type Target = (typeof targets)[number];
