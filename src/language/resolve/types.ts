import type * as ast from '../ast.ts';

/** What names mean: every step has its name, every reference its target. Types are not known yet. */
export interface ResolvedFlow {
  readonly flow: ast.Flow;
  readonly steps: ReadonlyMap<ast.Step, StepName>;
  readonly sites: readonly BindingSite[];
  /** The references of every SQL region and template of the flow, in the order of the text. */
  readonly references: ReadonlyMap<ast.Region | ast.Template, readonly ResolvedReference[]>;
  /** The sites whose rows are the flow's result are not here: lowering finds the result's steps. */
}

export interface StepName {
  readonly name: string;
  /** False when it is automatic (`sql_3`). */
  readonly named: boolean;
}

/** A place that binds a name. Several places may bind one name, in different arms. */
export interface BindingSite {
  readonly id: number;
  readonly name: ast.Name;
  readonly step: ast.Step;
}

export interface ResolvedReference {
  /** Spans are of the file. */
  readonly reference: ast.Reference;
  readonly target: Target;
}

export type Target =
  | { readonly kind: 'param'; readonly param: ast.Param }
  /** The sites that may have bound it here: one, or one for each arm that completes. They must agree in their row type. */
  | { readonly kind: 'binding'; readonly sites: readonly BindingSite[] }
  /** A field of the error that the `catch` with this variable has caught. */
  | { readonly kind: 'caught'; readonly variable: ast.Name; readonly field: string; readonly type: string }
  | { readonly kind: 'context'; readonly of: 'run' | 'step' | 'err'; readonly field: string; readonly type: string }
  /** A column of the row that has fired the flow. Whether there is one is not known yet. */
  | { readonly kind: 'row'; readonly of: 'new' | 'old'; readonly column: string }
  /** Reported already; later phases stay silent about it. */
  | { readonly kind: 'unknown' };
