import { type Diagnostic, diagnose, type Facts, type Label, type Slug } from '../../diagnostics/index.ts';
import type { LineIndex, Span } from '../../source/index.ts';
import type * as ast from '../ast.ts';
import type { BindingSite, ResolvedReference } from './types.ts';
import { type Frame, stepPlaces } from './walk.ts';

/** A name that a step introduces, and what encloses the place where it does. */
export interface Declaration {
  readonly name: ast.Name;
  readonly step: ast.Step;
  readonly frames: readonly Frame[];
}

/** What is gathered while one flow is resolved. */
export interface Work {
  readonly flow: ast.Flow;
  /** Every flow of the project by name, the first where there are two. */
  readonly flows: ReadonlyMap<string, ast.Flow>;
  readonly lines: LineIndex;
  readonly sites: ReadonlyMap<ast.Step, BindingSite>;
  /** All names that steps introduce, visible or not. */
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
  readonly references: Map<ast.Region | ast.Template, readonly ResolvedReference[]>;
  /** Names of sites that somebody reads, or tries to. */
  readonly used: Set<BindingSite>;
  readonly diagnostics: Diagnostic[];
}

export function newWork(flow: ast.Flow, flows: ReadonlyMap<string, ast.Flow>, lines: LineIndex): Work {
  const sites = new Map<ast.Step, BindingSite>();
  const declarations = new Map<string, Declaration[]>();
  const declare = (name: ast.Name, step: ast.Step, frames: readonly Frame[]): void => {
    const others = declarations.get(name.text);
    if (others === undefined) declarations.set(name.text, [{ name, step, frames }]);
    else others.push({ name, step, frames });
  };
  for (const { node, frames } of stepPlaces(flow)) {
    if (node.bind !== null) {
      sites.set(node, { id: sites.size + 1, name: node.bind.name, step: node });
      declare(node.bind.name, node, frames);
    }
    const { action } = node;
    if (action.kind === 'for') declare(action.variable, node, [...frames, { kind: 'for', action }]);
    if (action.kind === 'try') declare(action.variable, node, [...frames, { kind: 'catch', action }]);
  }
  return { flow, flows, lines, sites, declarations, references: new Map(), used: new Set(), diagnostics: [] };
}

export function lineOf(work: Work, span: Span): number {
  return work.lines.positionAt(span.start).line;
}

export function report<S extends Slug>(work: Work, slug: S, span: Span, facts: Facts<S>, labels: readonly Label[] = []): void {
  work.diagnostics.push(diagnose(slug, span, facts, { labels }));
}
