/**
 * The step graph of one flow: plain, JSON-able, complete. It is all that emit, the engine and the runner know of a flow.
 * Node ids count from 1 in the order of the text and are positions in `nodes` plus 1.
 */
export const GRAPH_FORMAT = 1;

export interface Graph {
  readonly format: typeof GRAPH_FORMAT;
  readonly flow: string;
  readonly description: string | null;
  /** Schemas that names in its SQL are looked up in, in order. */
  readonly searchPath: readonly string[];
  readonly params: readonly GraphParam[];
  /** Row type of the run's result; null when it is not known (kept as JSON) or there is none. */
  readonly returns: readonly GraphColumn[] | null;
  readonly schedules: readonly GraphSchedule[];
  /** What starts a run for each row of a table. */
  readonly triggers: readonly GraphTrigger[];
  /** The columns of that row which the flow reads. */
  readonly row: readonly GraphRowColumn[];
  readonly key: { readonly expressions: readonly SqlText[]; readonly once: boolean } | null;
  /** So many runs are live for each value of `per` (in all, where that is null); the others wait. */
  readonly limit: { readonly count: number; readonly per: SqlText | null } | null;
  /** Of a run whose start gives none: -100 to 100, higher first. */
  readonly priority: number;
  /** Milliseconds from the first step to the end of the run; null: as long as it takes. */
  readonly timeout: number | null;
  /** How long finished runs are kept, in milliseconds. */
  readonly retain: number;
  readonly slots: readonly Slot[];
  readonly nodes: readonly GraphNode[];
  /** The node at which a run begins. */
  readonly entry: number;
}

export interface GraphColumn {
  readonly name: string;
  readonly type: string;
}

export interface GraphParam extends GraphColumn {
  /** A SQL expression without references; null when the parameter is required. */
  readonly default: string | null;
}

export type GraphSchedule = {
  readonly overlap: 'skip' | 'queue' | 'allow';
  /** Milliseconds; null: only the latest missed fire time is run. */
  readonly catchup: number | null;
} & ({ readonly kind: 'interval'; readonly ms: number } | { readonly kind: 'cron'; readonly cron: string; readonly zone: string });

export interface GraphTrigger {
  readonly event: 'insert' | 'update' | 'delete';
  /** Of an update: only where one of these is assigned; empty: any. */
  readonly columns: readonly string[];
  /** `schema` is null where the search path finds the table. */
  readonly table: { readonly schema: string | null; readonly name: string };
  readonly condition: SqlText | null;
}

/** A column of the row after (`new`) or before (`old`) what fired the flow. */
export interface GraphRowColumn extends GraphColumn {
  readonly of: 'new' | 'old';
}

/**
 * A place for rows that a step leaves behind. Slot ids count from 1. `name` is the binding's name, or `result` with
 * `hidden` true where the value is only the run's result (no reference can reach it).
 */
export interface Slot {
  readonly id: number;
  readonly name: string;
  readonly hidden: boolean;
  readonly columns: readonly GraphColumn[];
}

/**
 * SQL as it is written, with its references. Offsets are UTF-16 offsets in `text`, in order, not overlapping.
 * An expression and a statement look the same.
 */
export interface SqlText {
  readonly text: string;
  readonly refs: readonly SqlRef[];
}

export interface SqlRef {
  readonly start: number;
  readonly end: number;
  readonly target: RefTarget;
}

export type RefTarget =
  | { readonly kind: 'param'; readonly name: string; readonly type: string }
  /** One column (counted from 0) of the only row of a slot. */
  | { readonly kind: 'column'; readonly slot: number; readonly column: number; readonly type: string; readonly optional: boolean }
  /** All rows of a slot as a relation; `alias` (an identifier, unquoted) is the text to add after it, null when the statement has an alias itself. */
  | { readonly kind: 'rows'; readonly slot: number; readonly alias: string | null }
  /** A column of the row that has fired the flow. */
  | { readonly kind: 'row'; readonly of: 'new' | 'old'; readonly column: string; readonly type: string; readonly optional: boolean }
  /** `$run.id`, `$step.attempt`, `$err.code`, .. */
  | { readonly kind: 'context'; readonly of: 'run' | 'step' | 'err'; readonly field: string; readonly type: string };

interface NodeBase {
  readonly id: number;
  /** The step's name: label, binding or `<kind>_<n>`. */
  readonly name: string;
  /**
   * The `catch` node to which a failure goes when its retries are used up: that of the innermost `try` within the same
   * branch. Without one a failure ends the branch.
   */
  readonly handler?: number | null;
  /** False when the name is automatic: it is then no part of the version. */
  readonly named: boolean;
  readonly description: string | null;
  /** How many loops it lies in; left out where it is in none. */
  readonly depth?: number;
  /** Offsets in the flow's file; no part of the version. */
  readonly source: { readonly file: string; readonly start: number; readonly end: number; readonly line: number };
}

export interface GraphRetry {
  readonly count: number;
  /** Milliseconds. `from` = `to` means always the same pause. */
  readonly from: number;
  readonly to: number;
  readonly unless: SqlText | null;
}

export interface SqlStatement extends SqlText {
  /** Columns it returns; null when it returns no rows. */
  readonly columns: readonly GraphColumn[] | null;
}

export interface SignalColumn extends GraphColumn {
  /** May be left out, and may be NULL. */
  readonly nullable: boolean;
}

/** `next`: the node that follows. */
export type GraphNode =
  | (NodeBase & {
      readonly kind: 'sql';
      readonly statements: readonly SqlStatement[];
      /** The slot that takes the rows of the last statement. */
      readonly into: number | null;
      readonly retry: GraphRetry | null;
      /** Runs in a transaction of its own: it holds DDL or changes settings. */
      readonly alone: boolean;
      readonly next: number;
    })
  | (NodeBase & {
      readonly kind: 'when';
      readonly arms: readonly { readonly condition: SqlText; readonly next: number }[];
      readonly else: number;
    })
  | (NodeBase & {
      readonly kind: 'sleep';
      readonly time: { readonly kind: 'duration'; readonly ms: number } | { readonly kind: 'for' | 'until'; readonly expression: SqlText };
      readonly next: number;
    })
  /** Waits for a signal of this name, which a sender may have sent before. */
  | (NodeBase & {
      readonly kind: 'await';
      readonly signal: string;
      /** What a payload has to hold; null where any JSON does. */
      readonly columns: readonly SignalColumn[] | null;
      /** Milliseconds after which the step ends without a signal. */
      readonly timeout: number | null;
      /** The slot that takes the columns, or `payload`, and then `timed_out`. */
      readonly into: number | null;
      readonly next: number;
    })
  /** Begins a token for each branch; the branches end at node `join`. */
  | (NodeBase & { readonly kind: 'fork'; readonly branches: readonly number[]; readonly join: number })
  | (NodeBase & { readonly kind: 'join'; readonly next: number })
  /** Begins the first iteration of a loop, which lies between it and node `again`. */
  | (NodeBase & { readonly kind: 'repeat'; readonly body: number; readonly again: number })
  /**
   * Ends an iteration of the loop that node `repeat` begins: leaves it when `until` holds, fails after `max` iterations,
   * else begins the next one after `every` milliseconds. `next` is null without `until`.
   */
  | (NodeBase & {
      readonly kind: 'again';
      readonly repeat: number;
      readonly every: number | null;
      readonly until: SqlText | null;
      readonly max: number | null;
      readonly body: number;
      readonly next: number | null;
    })
  /** Leaves the nearest loop. */
  | (NodeBase & { readonly kind: 'break'; readonly next: number })
  /** `caught`: the slot of the error with whose code, message, step and detail it fails; it has then none of its own. */
  | (NodeBase & { readonly kind: 'fail'; readonly message: readonly FailPart[]; readonly code: string; readonly caught?: number })
  /** Where failures of a `try` go; `into` is the slot that takes the error, null when nobody reads it. */
  | (NodeBase & { readonly kind: 'catch'; readonly into: number | null; readonly next: number })
  /** The run is complete; its result is what `result` holds. */
  | (NodeBase & { readonly kind: 'end'; readonly result: number | null });

/** A value in a text. `path` goes on by key into a value of type jsonb; NULL fails, unless `optional`: then it is the empty text. */
export type FailPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ref'; readonly target: RefTarget; readonly path: readonly (string | number)[]; readonly optional: boolean };

export type NodeKind = GraphNode['kind'];
