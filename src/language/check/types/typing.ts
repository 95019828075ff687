import { type Diagnostic, diagnose, type Facts, type Label, type Slug } from '../../../diagnostics/index.ts';
import type { Span } from '../../../source/index.ts';
import type { JudgeSession, TypeInfo } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import type { BindingSite, ResolvedFlow } from '../../resolve/types.ts';
import type { RowType } from './row-type.ts';
import type { TypeBook } from './type-book.ts';
import type { AwaitAction, SqlAction, TypedReference, TypedStatement } from './typed-flow.ts';

/** What is known of one flow while its types are found, in the order of the text. */
export interface Typing {
  readonly resolved: ResolvedFlow;
  readonly session: JudgeSession;
  readonly book: TypeBook;
  readonly diagnostics: Diagnostic[];
  readonly params: Map<ast.Param, TypeInfo>;
  /** The columns of the table whose rows fire the flow; empty where none do, or where they are not known. */
  readonly firing: Map<string, TypeInfo>;
  readonly statements: Map<SqlAction, readonly TypedStatement[]>;
  readonly signals: Map<AwaitAction, RowType>;
  /** The rows that an action leaves, of SQL its last statement; null where it leaves none; absent where they are not known. */
  readonly rows: Map<ast.Action, RowType | null>;
  /** Columns written out at a `bind`. */
  readonly declared: Map<ast.Step, RowType>;
  readonly references: Map<ast.Region | ast.Template, readonly TypedReference[]>;
  /** Sites that some reference reads. */
  readonly read: ReadonlySet<BindingSite>;
  /** Sites whose disagreement is reported. */
  readonly disagreeing: Set<BindingSite>;
  /** Set when DDL was refused: the database no longer is what the later steps need. */
  blind: boolean;
}

export function startTyping(resolved: ResolvedFlow, session: JudgeSession, book: TypeBook): Typing {
  const targets = [...resolved.references.values()].flat().map(({ target }) => target);
  return {
    resolved,
    session,
    book,
    diagnostics: [],
    params: new Map(),
    firing: new Map(),
    statements: new Map(),
    signals: new Map(),
    rows: new Map(),
    declared: new Map(),
    references: new Map(),
    read: new Set(targets.flatMap((target) => (target.kind === 'binding' ? target.sites : []))),
    disagreeing: new Set(),
    blind: false,
  };
}

export function report<S extends Slug>(typing: Typing, slug: S, span: Span, facts: Facts<S>, labels: readonly Label[] = []): void {
  typing.diagnostics.push(diagnose(slug, span, facts, { labels }));
}

/** Executes a statement of ours, which cannot fail for a reason that lies in the flow. */
export async function mustExecute({ session }: Typing, statement: string): Promise<void> {
  const executed = await session.execute(statement);
  if (!executed.ok) throw new Error(`the database refuses ${statement}: ${executed.error.message}`);
}
