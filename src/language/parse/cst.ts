// Written by scripts/cst-types.mjs from the grammar.
import type { CstNode, IToken } from 'chevrotain';

export interface FileCstNode extends CstNode {
  name: 'file';
  children: FileCstChildren;
}

export type FileCstChildren = {
  flow?: FlowCstNode[];
};

export interface FlowCstNode extends CstNode {
  name: 'flow';
  children: FlowCstChildren;
}

export type FlowCstChildren = {
  Flow: IToken[];
  Name: IToken[];
  LParen?: IToken[];
  param?: ParamCstNode[];
  Comma?: IToken[];
  RParen?: IToken[];
  Returns?: IToken[];
  columns?: ColumnsCstNode[];
  clause?: ClauseCstNode[];
  block: BlockCstNode[];
};

export interface ParamCstNode extends CstNode {
  name: 'param';
  children: ParamCstChildren;
}

export type ParamCstChildren = {
  Name: IToken[];
  type: TypeCstNode[];
  Default?: IToken[];
  BareExpression?: IToken[];
};

export interface ColumnsCstNode extends CstNode {
  name: 'columns';
  children: ColumnsCstChildren;
}

export type ColumnsCstChildren = {
  LParen: IToken[];
  column: ColumnCstNode[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface ColumnCstNode extends CstNode {
  name: 'column';
  children: ColumnCstChildren;
}

export type ColumnCstChildren = {
  Name: IToken[];
  type: TypeCstNode[];
  Null?: IToken[];
};

export interface TypeCstNode extends CstNode {
  name: 'type';
  children: TypeCstChildren;
}

export type TypeCstChildren = {
  TypeWord?: IToken[];
  Quoted?: IToken[];
  Dot?: IToken[];
  Word?: IToken[];
  typeModifiers?: TypeModifiersCstNode[];
  LBracket?: IToken[];
  Integer?: IToken[];
  RBracket?: IToken[];
};

export interface TypeModifiersCstNode extends CstNode {
  name: 'typeModifiers';
  children: TypeModifiersCstChildren;
}

export type TypeModifiersCstChildren = {
  LParen: IToken[];
  Integer?: IToken[];
  TypeWord?: IToken[];
  Text?: IToken[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface ClauseCstNode extends CstNode {
  name: 'clause';
  children: ClauseCstChildren;
}

export type ClauseCstChildren = {
  every?: EveryCstNode[];
  after?: AfterCstNode[];
  key?: KeyCstNode[];
  limit?: LimitCstNode[];
  priority?: PriorityCstNode[];
  timeout?: TimeoutCstNode[];
  retain?: RetainCstNode[];
  retry?: RetryCstNode[];
};

export interface EveryCstNode extends CstNode {
  name: 'every';
  children: EveryCstChildren;
}

export type EveryCstChildren = {
  Every: IToken[];
  Duration?: IToken[];
  cron?: IToken[];
  In?: IToken[];
  zone?: IToken[];
  overlap?: OverlapCstNode[];
  catchup?: CatchupCstNode[];
};

export interface OverlapCstNode extends CstNode {
  name: 'overlap';
  children: OverlapCstChildren;
}

export type OverlapCstChildren = {
  Overlap: IToken[];
  Skip?: IToken[];
  Queue?: IToken[];
  Allow?: IToken[];
};

export interface CatchupCstNode extends CstNode {
  name: 'catchup';
  children: CatchupCstChildren;
}

export type CatchupCstChildren = {
  Catchup: IToken[];
  Duration: IToken[];
};

export interface AfterCstNode extends CstNode {
  name: 'after';
  children: AfterCstChildren;
}

export type AfterCstChildren = {
  After: IToken[];
  Insert?: IToken[];
  Update?: IToken[];
  Of?: IToken[];
  Name?: IToken[];
  Comma?: IToken[];
  Delete?: IToken[];
  On: IToken[];
  table: TableCstNode[];
  When?: IToken[];
  Expression?: IToken[];
};

export interface TableCstNode extends CstNode {
  name: 'table';
  children: TableCstChildren;
}

export type TableCstChildren = {
  Name: IToken[];
  Dot?: IToken[];
};

export interface KeyCstNode extends CstNode {
  name: 'key';
  children: KeyCstChildren;
}

export type KeyCstChildren = {
  Key: IToken[];
  Expression: IToken[];
  Once?: IToken[];
};

export interface LimitCstNode extends CstNode {
  name: 'limit';
  children: LimitCstChildren;
}

export type LimitCstChildren = {
  Limit: IToken[];
  Integer: IToken[];
  Per?: IToken[];
  Expression?: IToken[];
};

export interface PriorityCstNode extends CstNode {
  name: 'priority';
  children: PriorityCstChildren;
}

export type PriorityCstChildren = {
  Priority: IToken[];
  Integer: IToken[];
};

export interface TimeoutCstNode extends CstNode {
  name: 'timeout';
  children: TimeoutCstChildren;
}

export type TimeoutCstChildren = {
  Timeout: IToken[];
  Duration: IToken[];
};

export interface RetainCstNode extends CstNode {
  name: 'retain';
  children: RetainCstChildren;
}

export type RetainCstChildren = {
  Retain: IToken[];
  Duration: IToken[];
};

export interface RetryCstNode extends CstNode {
  name: 'retry';
  children: RetryCstChildren;
}

export type RetryCstChildren = {
  Retry: IToken[];
  Integer: IToken[];
  Backoff?: IToken[];
  Duration?: IToken[];
  Dots?: IToken[];
  Unless?: IToken[];
  Expression?: IToken[];
};

export interface BlockCstNode extends CstNode {
  name: 'block';
  children: BlockCstChildren;
}

export type BlockCstChildren = {
  LBrace: IToken[];
  sequence?: SequenceCstNode[];
  RBrace: IToken[];
};

export interface SequenceCstNode extends CstNode {
  name: 'sequence';
  children: SequenceCstChildren;
}

export type SequenceCstChildren = {
  parallel: ParallelCstNode[];
  Then?: IToken[];
};

export interface ParallelCstNode extends CstNode {
  name: 'parallel';
  children: ParallelCstChildren;
}

export type ParallelCstChildren = {
  step: StepCstNode[];
  And?: IToken[];
  Or?: IToken[];
};

export interface StepCstNode extends CstNode {
  name: 'step';
  children: StepCstChildren;
}

export type StepCstChildren = {
  label?: IToken[];
  Colon?: IToken[];
  Bind?: IToken[];
  Name?: IToken[];
  columns?: ColumnsCstNode[];
  Equals?: IToken[];
  action: ActionCstNode[];
  modifier?: ModifierCstNode[];
};

export interface ModifierCstNode extends CstNode {
  name: 'modifier';
  children: ModifierCstChildren;
}

export type ModifierCstChildren = {
  timeout?: TimeoutCstNode[];
  retry?: RetryCstNode[];
  undo?: UndoCstNode[];
};

export interface UndoCstNode extends CstNode {
  name: 'undo';
  children: UndoCstChildren;
}

export type UndoCstChildren = {
  Undo: IToken[];
  block: BlockCstNode[];
};

export interface ActionCstNode extends CstNode {
  name: 'action';
  children: ActionCstChildren;
}

export type ActionCstChildren = {
  sql?: SqlCstNode[];
  http?: HttpCstNode[];
  sleep?: SleepCstNode[];
  await?: AwaitCstNode[];
  call?: CallCstNode[];
  task?: TaskCstNode[];
  when?: WhenCstNode[];
  for?: ForCstNode[];
  repeat?: RepeatCstNode[];
  break?: BreakCstNode[];
  try?: TryCstNode[];
  fail?: FailCstNode[];
  return?: ReturnCstNode[];
  group?: GroupCstNode[];
};

export interface SqlCstNode extends CstNode {
  name: 'sql';
  children: SqlCstChildren;
}

export type SqlCstChildren = {
  Sql: IToken[];
  Autocommit?: IToken[];
  SqlRegion: IToken[];
};

export interface HttpCstNode extends CstNode {
  name: 'http';
  children: HttpCstChildren;
}

export type HttpCstChildren = {
  Http: IToken[];
  method: MethodCstNode[];
  Text: IToken[];
  header?: HeaderCstNode[];
  httpbody?: HttpbodyCstNode[];
  Accept?: IToken[];
  status?: StatusCstNode[];
  Comma?: IToken[];
};

export interface MethodCstNode extends CstNode {
  name: 'method';
  children: MethodCstChildren;
}

export type MethodCstChildren = {
  Get?: IToken[];
  Head?: IToken[];
  Post?: IToken[];
  Put?: IToken[];
  Patch?: IToken[];
  Delete?: IToken[];
  Options?: IToken[];
};

export interface HeaderCstNode extends CstNode {
  name: 'header';
  children: HeaderCstChildren;
}

export type HeaderCstChildren = {
  Header: IToken[];
  name: IToken[];
  value: IToken[];
};

export interface HttpbodyCstNode extends CstNode {
  name: 'httpbody';
  children: HttpbodyCstChildren;
}

export type HttpbodyCstChildren = {
  Json?: IToken[];
  JsonRegion?: IToken[];
  Expression?: IToken[];
  Body?: IToken[];
  Type?: IToken[];
  Text?: IToken[];
  part?: PartCstNode[];
};

export interface PartCstNode extends CstNode {
  name: 'part';
  children: PartCstChildren;
}

export type PartCstChildren = {
  Part: IToken[];
  name: IToken[];
  Expression: IToken[];
  Filename?: IToken[];
  filename?: IToken[];
  Type?: IToken[];
  mime?: IToken[];
};

export interface StatusCstNode extends CstNode {
  name: 'status';
  children: StatusCstChildren;
}

export type StatusCstChildren = {
  Integer: IToken[];
  Dots?: IToken[];
};

export interface SleepCstNode extends CstNode {
  name: 'sleep';
  children: SleepCstChildren;
}

export type SleepCstChildren = {
  Sleep: IToken[];
  Duration?: IToken[];
  Until?: IToken[];
  Expression?: IToken[];
};

export interface AwaitCstNode extends CstNode {
  name: 'await';
  children: AwaitCstChildren;
}

export type AwaitCstChildren = {
  Await: IToken[];
  Signal: IToken[];
  Name: IToken[];
  columns?: ColumnsCstNode[];
};

export interface CallCstNode extends CstNode {
  name: 'call';
  children: CallCstChildren;
}

export type CallCstChildren = {
  Call?: IToken[];
  Start?: IToken[];
  Name: IToken[];
  args?: ArgsCstNode[];
};

export interface TaskCstNode extends CstNode {
  name: 'task';
  children: TaskCstChildren;
}

export type TaskCstChildren = {
  Task: IToken[];
  Name: IToken[];
  args?: ArgsCstNode[];
  Returns?: IToken[];
  columns?: ColumnsCstNode[];
  Queue?: IToken[];
  queue?: IToken[];
};

export interface ArgsCstNode extends CstNode {
  name: 'args';
  children: ArgsCstChildren;
}

export type ArgsCstChildren = {
  LParen: IToken[];
  arg: ArgCstNode[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface ArgCstNode extends CstNode {
  name: 'arg';
  children: ArgCstChildren;
}

export type ArgCstChildren = {
  Name: IToken[];
  Gives: IToken[];
  BareExpression: IToken[];
};

export interface WhenCstNode extends CstNode {
  name: 'when';
  children: WhenCstChildren;
}

export type WhenCstChildren = {
  arm: ArmCstNode[];
  Else?: IToken[];
  block?: BlockCstNode[];
};

export interface ArmCstNode extends CstNode {
  name: 'arm';
  children: ArmCstChildren;
}

export type ArmCstChildren = {
  When: IToken[];
  Expression: IToken[];
  block: BlockCstNode[];
};

export interface ForCstNode extends CstNode {
  name: 'for';
  children: ForCstChildren;
}

export type ForCstChildren = {
  For: IToken[];
  Name: IToken[];
  In: IToken[];
  Reference?: IToken[];
  Sql?: IToken[];
  SqlRegion?: IToken[];
  Parallel?: IToken[];
  Integer?: IToken[];
  block: BlockCstNode[];
};

export interface RepeatCstNode extends CstNode {
  name: 'repeat';
  children: RepeatCstChildren;
}

export type RepeatCstChildren = {
  Repeat: IToken[];
  Every?: IToken[];
  Duration?: IToken[];
  block: BlockCstNode[];
  Until?: IToken[];
  Expression?: IToken[];
  Max?: IToken[];
  Integer?: IToken[];
};

export interface BreakCstNode extends CstNode {
  name: 'break';
  children: BreakCstChildren;
}

export type BreakCstChildren = {
  Break: IToken[];
};

export interface TryCstNode extends CstNode {
  name: 'try';
  children: TryCstChildren;
}

export type TryCstChildren = {
  Try: IToken[];
  block: BlockCstNode[];
  Catch: IToken[];
  Name: IToken[];
};

export interface FailCstNode extends CstNode {
  name: 'fail';
  children: FailCstChildren;
}

export type FailCstChildren = {
  Fail: IToken[];
  message?: IToken[];
  Code?: IToken[];
  code?: IToken[];
};

export interface ReturnCstNode extends CstNode {
  name: 'return';
  children: ReturnCstChildren;
}

export type ReturnCstChildren = {
  Return: IToken[];
  action?: ActionCstNode[];
};

export interface GroupCstNode extends CstNode {
  name: 'group';
  children: GroupCstChildren;
}

export type GroupCstChildren = {
  LParen: IToken[];
  sequence: SequenceCstNode[];
  RParen: IToken[];
};
