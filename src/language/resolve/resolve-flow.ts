import type { Phase } from '../../diagnostics/index.ts';
import type { LineIndex } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import { reportDuplicateColumns, reportDuplicateLabels } from './duplicates.ts';
import { referencesOfSql } from './found-references.ts';
import { introduce } from './introduce.ts';
import type { Viewpoint } from './resolve-reference.ts';
import { resolveRegion } from './resolve-region.ts';
import { resolveSequence } from './resolve-steps.ts';
import { newScope } from './scope.ts';
import { nameSteps } from './step-names.ts';
import type { ResolvedFlow } from './types.ts';
import { newWork, report, type Work } from './work.ts';

export function resolveFlow(flow: ast.Flow, flows: ReadonlyMap<string, ast.Flow>, lines: LineIndex): Phase<ResolvedFlow> {
  const work = newWork(flow, flows, lines);
  const scope = newScope(null);
  for (const param of flow.params) {
    introduce(work, scope, param.name, { kind: 'param', param });
    if (param.default !== null) resolveDefault(work, param.default);
  }
  for (const clause of flow.clauses) resolveClause(work, clause, { scope, frames: null, seesError: false });
  resolveSequence(work, flow.body, { scope: newScope(scope), frames: [] });
  reportDuplicateLabels(work);
  reportDuplicateColumns(work);
  reportUnused(work);
  const references = new Map([...work.references].sort(([a], [b]) => a.span.start - b.span.start));
  return {
    value: { flow, steps: nameSteps(flow), sites: [...work.sites.values()], references },
    diagnostics: work.diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)),
  };
}

/** Defaults are evaluated before anything has a value. */
function resolveDefault(work: Work, region: ast.Region): void {
  const { references, positional } = referencesOfSql(region);
  for (const { name, span } of references) report(work, 'reference-in-default', span, { name });
  for (const { text, span } of positional) report(work, 'positional-reference', span, { text, visible: [] });
  work.references.set(
    region,
    references.map((reference) => ({ reference, target: { kind: 'unknown' } })),
  );
}

function resolveClause(work: Work, clause: ast.Clause, place: Viewpoint): void {
  switch (clause.kind) {
    case 'key':
      for (const expression of clause.expressions) resolveRegion(work, expression, place);
      return;
    case 'limit':
      if (clause.per !== null) resolveRegion(work, clause.per, place);
      return;
    case 'after':
      if (clause.condition !== null) resolveRegion(work, clause.condition, place);
      return;
    case 'retry':
      if (clause.unless !== null) resolveRegion(work, clause.unless, { ...place, seesError: true });
      return;
    case 'every':
    case 'priority':
    case 'timeout':
    case 'retain':
      return;
  }
}

function reportUnused(work: Work): void {
  for (const site of work.sites.values()) {
    if (!work.used.has(site)) report(work, 'unused-binding', site.name.span, { name: site.name.text });
  }
}
