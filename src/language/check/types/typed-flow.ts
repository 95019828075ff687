import type { TypeInfo } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import type { BindingSite, ResolvedFlow } from '../../resolve/types.ts';
import type { RowType } from './row-type.ts';

export type SqlAction = Extract<ast.Action, { readonly kind: 'sql' }>;

export type AwaitAction = Extract<ast.Action, { readonly kind: 'await' }>;

/** A flow whose every name has its type: all that lowering needs. */
export interface TypedFlow {
  readonly resolved: ResolvedFlow;
  readonly params: ReadonlyMap<ast.Param, TypeInfo>;
  /** The row type of the result: declared, or that on which all ends agree; null where there is none or they differ. */
  readonly returns: RowType | null;
  readonly statements: ReadonlyMap<SqlAction, readonly TypedStatement[]>;
  /** The columns that signals have to bring, of every `await` with a declaration. */
  readonly signals: ReadonlyMap<AwaitAction, RowType>;
  /** The references of every region and template, in the order of the text. */
  readonly references: ReadonlyMap<ast.Region | ast.Template, readonly TypedReference[]>;
  /** What each referenced site leaves behind. */
  readonly sites: ReadonlyMap<BindingSite, Rows>;
  /** What each end gives as the run's result: the `return` steps, and `null` for the end of the text. Without rows: null. */
  readonly ends: ReadonlyMap<ast.Step | null, Rows | null>;
}

/** Rows that one of several actions leaves behind: one, or one for each arm. */
export interface Rows {
  readonly columns: RowType;
  readonly from: readonly ast.Action[];
}

/** One statement of a `sql` action. Offsets are of the region's text. */
export interface TypedStatement {
  readonly start: number;
  readonly end: number;
  /** Null when it returns no rows. */
  readonly columns: RowType | null;
  /** It must run in a transaction of its own. */
  readonly alone: boolean;
}

/** What a reference stands for. Offsets are of the text of its region or template. */
export type TypedReference = { readonly reference: ast.Reference; readonly start: number; readonly end: number } & Meaning;

export type Meaning =
  | { readonly kind: 'param'; readonly param: ast.Param; readonly type: TypeInfo; readonly path: readonly (string | number)[] }
  | {
      readonly kind: 'column';
      readonly sites: readonly BindingSite[];
      readonly column: number;
      readonly type: TypeInfo;
      readonly path: readonly (string | number)[];
    }
  /** A column (counted from 0, as in `CONTEXT_FIELDS.err`) of the error that a `catch` has caught. */
  | {
      readonly kind: 'caught';
      readonly variable: ast.Name;
      readonly column: number;
      readonly type: TypeInfo;
      readonly path: readonly (string | number)[];
    }
  /** `alias` is the name that the relation gets; null where the text gives it one. */
  | { readonly kind: 'rows'; readonly sites: readonly BindingSite[]; readonly columns: RowType; readonly alias: string | null }
  | {
      readonly kind: 'row';
      readonly of: 'new' | 'old';
      readonly column: string;
      readonly type: TypeInfo;
      readonly path: readonly (string | number)[];
    }
  | { readonly kind: 'context'; readonly of: 'run' | 'step' | 'err'; readonly field: string; readonly type: TypeInfo };
