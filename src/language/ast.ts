import type { Span } from '../source/index.ts';

/**
 * The text of a `.dflow` file as a tree: plain data, discriminated on `kind`, each node with its span.
 * The tree holds what is written; what it means is found by later phases.
 */

export interface File {
  readonly kind: 'file';
  readonly path: string;
  readonly flows: readonly Flow[];
  readonly span: Span;
}

/** A name as written, with its place. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** A Postgres type as written, e.g. `numeric(12,2)` or `public.mood[]`. */
export interface TypeName {
  readonly text: string;
  readonly span: Span;
}

export interface Flow {
  readonly kind: 'flow';
  readonly name: Name;
  /** The comment block directly above, without comment signs; null if there is none. */
  readonly description: string | null;
  readonly params: readonly Param[];
  readonly returns: Columns | null;
  readonly clauses: readonly Clause[];
  readonly body: Sequence;
  readonly span: Span;
}

export interface Param {
  readonly kind: 'param';
  readonly name: Name;
  readonly type: TypeName;
  readonly default: Region | null;
  readonly span: Span;
}

export interface Columns {
  readonly columns: readonly Column[];
  readonly span: Span;
}

export interface Column {
  readonly name: Name;
  readonly type: TypeName;
  /** Written `null` after the type: only in signals and task results. */
  readonly nullable: boolean;
  readonly span: Span;
}

/** A duration as written and in milliseconds. */
export interface Duration {
  readonly text: string;
  readonly ms: number;
  readonly span: Span;
}

export interface IntegerLiteral {
  readonly value: number;
  readonly span: Span;
}

/** A string literal; `value` is without quotes and with `''` undone. */
export interface StringLiteral {
  readonly value: string;
  readonly span: Span;
}

/**
 * A piece of SQL or JSON inside the file. `text` is what stands between the brackets, character by character;
 * `span` is the place of `text` (so offset i of `text` is offset `span.start + i` of the file).
 */
export interface Region {
  readonly kind: 'region';
  readonly language: 'sql' | 'expression' | 'json';
  readonly text: string;
  readonly span: Span;
}

/** A string in which references stand for values. `span` covers the quotes. */
export interface Template {
  readonly kind: 'template';
  readonly parts: readonly TemplatePart[];
  readonly span: Span;
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'reference'; readonly reference: Reference; readonly span: Span }
  | { readonly kind: 'secret' | 'hmac'; readonly name: string; readonly span: Span };

/**
 * `$name`, `$name.column`, `$name.*`, each with `?` or not. In templates and `json` of type jsonb `path` goes on by key.
 * `span` covers `$` to the end, `?` included.
 */
export interface Reference {
  readonly name: string;
  readonly column: string | null;
  readonly star: boolean;
  readonly optional: boolean;
  readonly path: readonly (string | number)[];
  readonly span: Span;
}

// Clauses

export type Clause = EveryClause | AfterClause | KeyClause | LimitClause | PriorityClause | TimeoutClause | RetainClause | RetryClause;

export interface EveryClause {
  readonly kind: 'every';
  readonly when:
    | { readonly kind: 'duration'; readonly duration: Duration }
    | { readonly kind: 'cron'; readonly cron: StringLiteral; readonly zone: StringLiteral | null };
  readonly overlap: 'skip' | 'queue' | 'allow' | null;
  readonly catchup: Duration | null;
  readonly span: Span;
}

export interface AfterClause {
  readonly kind: 'after';
  readonly event: 'insert' | 'update' | 'delete';
  readonly columns: readonly Name[];
  readonly table: { readonly schema: Name | null; readonly name: Name; readonly span: Span };
  readonly condition: Region | null;
  readonly span: Span;
}

export interface KeyClause {
  readonly kind: 'key';
  /** One region for each expression between the commas. */
  readonly expressions: readonly Region[];
  readonly once: boolean;
  readonly span: Span;
}

export interface LimitClause {
  readonly kind: 'limit';
  readonly count: IntegerLiteral;
  readonly per: Region | null;
  readonly span: Span;
}

export interface PriorityClause {
  readonly kind: 'priority';
  readonly value: IntegerLiteral;
  readonly span: Span;
}

export interface TimeoutClause {
  readonly kind: 'timeout';
  readonly duration: Duration;
  readonly span: Span;
}

export interface RetainClause {
  readonly kind: 'retain';
  readonly duration: Duration;
  readonly span: Span;
}

/** As a clause it is the default for every step of the flow; as a modifier it is of its step. */
export interface RetryClause {
  readonly kind: 'retry';
  readonly count: IntegerLiteral;
  /** `backoff a` has no `to`. Null when not written. */
  readonly backoff: { readonly from: Duration; readonly to: Duration | null } | null;
  readonly unless: Region | null;
  readonly span: Span;
}

// Steps

/** `items` run one after another. Empty only as an arm or a catch. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly items: readonly SequenceItem[];
  readonly span: Span;
}

export type SequenceItem = Step | Parallel;

/** `a & b` (join) or `a | b` (race); two branches at least. */
export interface Parallel {
  readonly kind: 'join' | 'race';
  readonly branches: readonly Step[];
  readonly span: Span;
}

export interface Step {
  readonly kind: 'step';
  readonly label: Name | null;
  readonly bind: { readonly name: Name; readonly columns: Columns | null } | null;
  readonly action: Action;
  readonly modifiers: readonly Modifier[];
  /** The comment block directly above. */
  readonly description: string | null;
  readonly span: Span;
}

export type Modifier = TimeoutClause | RetryClause | { readonly kind: 'undo'; readonly block: Sequence; readonly span: Span };

export type Action =
  | { readonly kind: 'sql'; readonly autocommit: boolean; readonly sql: Region; readonly span: Span }
  | HttpAction
  | { readonly kind: 'sleep'; readonly time: SleepTime; readonly span: Span }
  | { readonly kind: 'await'; readonly signal: Name; readonly columns: Columns | null; readonly span: Span }
  | { readonly kind: 'call' | 'start'; readonly flow: Name; readonly args: readonly Argument[]; readonly span: Span }
  | {
      readonly kind: 'task';
      readonly task: Name;
      readonly args: readonly Argument[];
      readonly returns: Columns | null;
      readonly queue: Name | null;
      readonly span: Span;
    }
  | { readonly kind: 'when'; readonly arms: readonly WhenArm[]; readonly else: Sequence | null; readonly span: Span }
  | {
      readonly kind: 'for';
      readonly variable: Name;
      readonly source: { readonly kind: 'binding'; readonly reference: Reference } | { readonly kind: 'sql'; readonly sql: Region };
      readonly parallel: IntegerLiteral | null;
      readonly body: Sequence;
      readonly span: Span;
    }
  | {
      readonly kind: 'repeat';
      readonly every: Duration | null;
      readonly body: Sequence;
      readonly until: Region | null;
      readonly max: IntegerLiteral | null;
      readonly span: Span;
    }
  | { readonly kind: 'break'; readonly span: Span }
  | { readonly kind: 'try'; readonly body: Sequence; readonly variable: Name; readonly handler: Sequence; readonly span: Span }
  | { readonly kind: 'fail'; readonly message: Template | null; readonly code: StringLiteral | null; readonly span: Span }
  | { readonly kind: 'return'; readonly action: Action | null; readonly span: Span }
  | { readonly kind: 'group'; readonly body: Sequence; readonly span: Span };

export type ActionKind = Action['kind'];

export type SleepTime =
  | { readonly kind: 'duration'; readonly duration: Duration }
  /** `sleep (e)`: e is an interval. */
  | { readonly kind: 'for'; readonly expression: Region }
  /** `sleep until (e)`: e is a timestamptz. */
  | { readonly kind: 'until'; readonly expression: Region };

export interface WhenArm {
  readonly condition: Region;
  readonly block: Sequence;
  readonly span: Span;
}

export interface Argument {
  readonly name: Name;
  readonly value: Region;
  readonly span: Span;
}

export interface HttpAction {
  readonly kind: 'http';
  readonly method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';
  readonly url: Template;
  readonly headers: readonly { readonly name: StringLiteral; readonly value: Template; readonly span: Span }[];
  readonly body: HttpBody | null;
  readonly accept: readonly { readonly from: IntegerLiteral; readonly to: IntegerLiteral | null }[];
  readonly span: Span;
}

export type HttpBody =
  | { readonly kind: 'json'; readonly document: Region }
  | { readonly kind: 'json-expression'; readonly expression: Region }
  | { readonly kind: 'raw'; readonly expression: Region; readonly type: StringLiteral | null }
  | { readonly kind: 'parts'; readonly parts: readonly HttpPart[] };

export interface HttpPart {
  readonly name: StringLiteral;
  readonly value: Region;
  readonly filename: Template | null;
  readonly type: StringLiteral | null;
  readonly span: Span;
}
