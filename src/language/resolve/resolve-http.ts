import type * as ast from '../ast.ts';
import type { Viewpoint } from './resolve-reference.ts';
import { resolveRegion, resolveTemplate } from './resolve-region.ts';
import type { Work } from './work.ts';

/** The one place where secrets may stand; signatures in the values of headers only. */
export function resolveHttp(work: Work, action: ast.HttpAction, place: Viewpoint): void {
  resolveTemplate(work, action.url, place, 'secrets');
  for (const header of action.headers) resolveTemplate(work, header.value, place, 'signatures');
  if (action.body !== null) resolveBody(work, action.body, place);
}

function resolveBody(work: Work, body: ast.HttpBody, place: Viewpoint): void {
  switch (body.kind) {
    case 'json':
      resolveRegion(work, body.document, place);
      return;
    case 'json-expression':
    case 'raw':
      resolveRegion(work, body.expression, place);
      return;
    case 'parts':
      for (const part of body.parts) {
        resolveRegion(work, part.value, place);
        if (part.filename !== null) resolveTemplate(work, part.filename, place, 'secrets');
      }
  }
}
