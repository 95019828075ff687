import type { CstElement, CstNode } from 'chevrotain';
import { diagnose } from '../../../diagnostics/index.ts';
import { keywordTokens } from '../tokens.ts';
import { type Builder, tokenSpan } from './builder.ts';

const keywordKeys: ReadonlySet<string> = new Set(Object.values(keywordTokens).map((type) => type.name));

/** Keywords are read in either case, so that `SELECT`-minded typing gives this one message and no other. Types may be upper case. */
export function checkKeywordCase(builder: Builder, node: CstNode): void {
  for (const [key, children] of Object.entries(node.children)) {
    for (const child of children) {
      if (isNode(child)) checkKeywordCase(builder, child);
      else if (keywordKeys.has(key) && child.image !== child.image.toLowerCase())
        builder.report(diagnose('upper-case-name', tokenSpan(builder, child), { name: child.image, lower: child.image.toLowerCase() }));
    }
  }
}

function isNode(element: CstElement): element is CstNode {
  return 'children' in element;
}
