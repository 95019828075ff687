import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { checkShape } from '../../src/language/check/index.ts';
import { parse } from '../../src/language/parse/index.ts';
import { resolve } from '../../src/language/resolve/index.ts';
import type { SourceFile } from '../../src/source/index.ts';

/** What the phases that need no database have to say. */
export function diagnosticsOf(sources: readonly SourceFile[]): readonly Diagnostic[] {
  const parsed = sources.map(parse);
  const resolved = resolve(
    parsed.map((one) => one.value),
    sources,
  );
  return [...parsed.flatMap((one) => one.diagnostics), ...resolved.diagnostics, ...checkShape(resolved.value)];
}
