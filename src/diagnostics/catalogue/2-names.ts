import { entry } from '../entry.ts';
import { describeWay, type Turn } from './way.ts';

/** Class 2: names that mean nothing, too much, or nothing yet. */
export const names = {
  'duplicate-flow': entry<{ name: string }>({
    code: 'DF2001',
    severity: 'error',
    summary: 'two flows of one name',
    message: ({ name }) => `The project has another flow named \`${name}\`.`,
    help: () => 'Rename one of them: runs are started by the name of their flow.',
    explain:
      'A flow is started, called, listed and deployed by its name, so a name belongs to one flow of the whole project, in whichever file it stands.',
    bad: 'flow greet { sql { SELECT 1 } }\nflow greet { sql { SELECT 2 } }\n',
    good: 'flow greet { sql { SELECT 1 } }\nflow greet_again { sql { SELECT 2 } }\n',
  }),
  'duplicate-name': entry<{ name: string; line: number }>({
    code: 'DF2002',
    severity: 'error',
    summary: 'name already in use',
    message: ({ name, line }) => `\`${name}\` already has a value here: it was introduced at line ${line}.`,
    help: ({ name }) => `Choose another name than \`${name}\`: a value never changes once it is bound.`,
    explain:
      'Parameters, bindings, loop variables and catch variables share one namespace, and none hides or overwrites another: a `$name` means the same thing wherever it can be read. The arms of a `when` may bind the same name, because only one of them runs.',
    bad: 'flow count {\n  bind n = sql { SELECT 1 AS value }\n  >> bind n = sql { SELECT $n.value + 1 AS value }\n  >> return sql { SELECT $n.value AS value }\n}\n',
    good: 'flow count {\n  bind n = sql { SELECT 1 AS value }\n  >> bind next_n = sql { SELECT $n.value + 1 AS value }\n  >> return sql { SELECT $next_n.value AS value }\n}\n',
  }),
  'unknown-binding': entry<{ name: string; suggestion: string | null; visible: readonly string[] }>({
    code: 'DF2003',
    severity: 'error',
    summary: 'unknown name',
    message: ({ name }) => `Nothing named \`${name}\` is bound in this flow.`,
    help: ({ suggestion, visible }) => {
      if (suggestion !== null) return `Did you mean \`$${suggestion}\`?`;
      if (visible.length === 0) return 'Bind it in a step before, or declare a parameter of this name.';
      return `Visible here: ${visible
        .slice(0, 8)
        .map((name) => `\`$${name}\``)
        .join(', ')}${visible.length > 8 ? ', ..' : ''}.`;
    },
    explain:
      'A `$name` stands for a parameter of the flow or for the rows that an earlier step has bound with `bind name = ..`. An unknown name never goes through to the database.',
    bad: 'flow total (amount int) {\n  sql { SELECT $amuont }\n}\n',
    good: 'flow total (amount int) {\n  sql { SELECT $amount }\n}\n',
  }),
  'possibly-unbound': entry<{ name: string; way: readonly Turn[] }>({
    code: 'DF2004',
    severity: 'error',
    summary: 'name not bound on every way',
    message: ({ name, way }) => `\`$${name}\` has no value here when ${describeWay(way)}.`,
    help: ({ name }) => `Bind \`${name}\` on that way too (with the same columns), or read it inside the block that binds it.`,
    explain:
      'A name can be read where every way that leads to the place has bound it. After a `when` these are its arms; a `when` without `else` has one more, which binds nothing; an arm that ends in `fail` or `return` does not count, because no way leads on from it. After a `try` the ways are its two blocks. All arms must bind the name with the same columns.',
    bad: 'flow pick (n int) {\n  when ($n > 0) { bind sign = sql { SELECT 1 AS value } }\n  >> sql { SELECT $sign.value }\n}\n',
    good: 'flow pick (n int) {\n  when ($n > 0) { bind sign = sql { SELECT 1 AS value } }\n  else { bind sign = sql { SELECT -1 AS value } }\n  >> sql { SELECT $sign.value }\n}\n',
  }),
  'binding-not-visible': entry<{ name: string; line: number; reason: Hidden }>({
    code: 'DF2005',
    severity: 'error',
    summary: 'name not visible here',
    message: ({ name, line, reason }) => `\`$${name}\` is bound at line ${line}, ${HIDDEN[reason].message}.`,
    help: ({ reason }) => HIDDEN[reason].help,
    explain:
      'A step sees what was bound before it on its own way. The branches of `&` and `|` run at the same time, so each sees what was bound before they parted and nothing of its siblings. Nothing bound inside a loop is visible after it, and an iteration does not see the one before. The clauses of a flow are evaluated before its first step.',
    bad: 'flow both {\n  bind one = sql { SELECT 1 AS value }\n  & sql { SELECT $one.value }\n}\n',
    good: 'flow both {\n  bind one = sql { SELECT 1 AS value }\n  >> sql { SELECT $one.value }\n}\n',
  }),
  'bound-in-two-branches': entry<{ name: string; line: number }>({
    code: 'DF2006',
    severity: 'error',
    summary: 'two parallel branches bind one name',
    message: ({ name, line }) => `Another branch binds \`${name}\` too, at line ${line}; after the branches meet it would have two values.`,
    help: () => 'Give each branch a name of its own.',
    explain:
      'All branches of `&` run, and after the join everything they bound is visible. Two branches that bind one name would leave two values under it.',
    bad: 'flow both {\n  ( bind n = sql { SELECT 1 AS value } & bind n = sql { SELECT 2 AS value } )\n  >> sql { SELECT $n.value }\n}\n',
    good: 'flow both {\n  ( bind a = sql { SELECT 1 AS value } & bind b = sql { SELECT 2 AS value } )\n  >> sql { SELECT $a.value + $b.value }\n}\n',
  }),
  'duplicate-label': entry<{ name: string; line: number; of: 'label' | 'binding' }>({
    code: 'DF2007',
    severity: 'error',
    summary: 'label already in use',
    message: ({ name, line, of }) => `The flow has a ${of} named \`${name}\` already, at line ${line}.`,
    help: () => 'Choose another label.',
    explain:
      'A label names its step in the history of a run, in keys and in the versions of the flow; a step without a label is named by its binding. So a label is unique in its flow and differs from every binding.',
    bad: 'flow work {\n  load: sql { SELECT 1 }\n  >> load: sql { SELECT 2 }\n}\n',
    good: 'flow work {\n  load: sql { SELECT 1 }\n  >> load_rest: sql { SELECT 2 }\n}\n',
  }),
  'column-declared-twice': entry<{ name: string; line: number }>({
    code: 'DF2008',
    severity: 'error',
    summary: 'column declared twice',
    message: ({ name, line }) => `A column named \`${name}\` is declared already, at line ${line}.`,
    help: () => 'Give each column a name of its own.',
    explain: 'The columns of a row are read by name, so the names of one list of columns differ.',
    bad: 'flow pair returns (a int, a int) { return sql { SELECT 1 AS a, 2 AS a } }\n',
    good: 'flow pair returns (a int, b int) { return sql { SELECT 1 AS a, 2 AS b } }\n',
  }),
  'unknown-field': entry<{ of: string; field: string; fields: readonly string[]; suggestion: string | null }>({
    code: 'DF2009',
    severity: 'error',
    summary: 'unknown field',
    message: ({ of, field }) => `\`$${of}\` has no field \`${field}\`.`,
    help: ({ of, fields, suggestion }) =>
      suggestion === null
        ? `Its fields are ${fields.map((field) => `\`${field}\``).join(', ')}.`
        : `Did you mean \`$${of}.${suggestion}\`?`,
    explain:
      '`$run` has the fields id, flow, version, key, started_at and scheduled_at; `$step` has attempt, iteration and key; `$err` and the variable of a `catch` have code, message, step, attempt and detail.',
    bad: 'flow ask { sql { SELECT $run.ident } }\n',
    good: 'flow ask { sql { SELECT $run.id } }\n',
  }),
  'field-missing': entry<{ of: string; fields: readonly string[] }>({
    code: 'DF2010',
    severity: 'error',
    summary: 'field missing',
    message: ({ of }) => `\`$${of}\` is no value by itself.`,
    help: ({ of, fields }) =>
      fields.length === 0 ? `Name a column: \`$${of}.id\`.` : `Name a field: ${fields.map((field) => `\`$${of}.${field}\``).join(', ')}.`,
    explain: '`$run`, `$step`, `$err`, `$new` and `$old` hold several values; each is read by its field, as in `$run.id`.',
    bad: 'flow ask { sql { SELECT $run } }\n',
    good: 'flow ask { sql { SELECT $run.id } }\n',
  }),
  'context-not-here': entry<{ name: string; where: 'clause' | 'step' | 'no-after' }>({
    code: 'DF2011',
    severity: 'error',
    summary: 'value does not exist here',
    message: ({ name, where }) => {
      if (where === 'no-after') return `\`$${name}\` stands for the row that fired the flow, and no \`after\` clause fires this one.`;
      if (where === 'clause') return `\`$${name}\` does not exist yet where the clauses of a flow are evaluated.`;
      return `\`$${name}\` exists only in \`unless\`.`;
    },
    help: ({ where }) => {
      if (where === 'no-after') return 'Give the flow an `after` clause, or a parameter.';
      if (where === 'clause') return 'Clauses see the parameters, `$new`, `$old`, `$run.flow` and `$run.scheduled_at`.';
      return 'Inside a `catch e` the error is `$e`.';
    },
    explain:
      'The clauses of a flow (`key`, `limit`, `after`) are evaluated before the run exists: they see its parameters, the row that fired it (`$new`, `$old`), `$run.flow` and `$run.scheduled_at`. `$err` is the error of the attempt that `unless` judges; the block of a `catch` has its own variable.',
    bad: 'flow tell { sql { SELECT $err.code } }\n',
    good: "flow tell { sql { SELECT 1 } retry 2 unless ($err.code = '23505') }\n",
  }),
  'positional-reference': entry<{ text: string; visible: readonly string[] }>({
    code: 'DF2012',
    severity: 'error',
    summary: 'reference by number',
    message: ({ text }) => `\`${text}\` means nothing here: values are referred to by name.`,
    help: ({ visible }) => `Write the name after the dollar sign, as in \`$${visible[0] ?? 'customer_id'}\`.`,
    explain:
      'In a flow a reference is a name: `$amount` is a parameter, `$ord.total` the column `total` of the binding `ord`, and `$ord.*` its rows as a relation. The numbers `$1`, `$2` of prepared statements are made by the compiler and cannot be written.',
    bad: 'flow add (n int) { sql { SELECT $1 + 1 } }\n',
    good: 'flow add (n int) { sql { SELECT $n + 1 } }\n',
  }),
  'reference-in-default': entry<{ name: string }>({
    code: 'DF2013',
    severity: 'error',
    summary: 'reference in a default',
    message: ({ name }) => `The default of a parameter cannot refer to \`$${name}\`.`,
    help: () => 'A default sees no other value; use coalesce in the first step instead.',
    explain:
      'Defaults are evaluated when a run is started, one by one and before anything has a value. They are SQL expressions without references, e.g. `now()` or `100`.',
    bad: 'flow page (first int, last int default $first + 10) { sql { SELECT $first, $last } }\n',
    good: 'flow page (first int, size int default 10) { sql { SELECT $first, $first + $size } }\n',
  }),
  'unknown-flow': entry<{ name: string; suggestion: string | null }>({
    code: 'DF2014',
    severity: 'error',
    summary: 'unknown flow',
    message: ({ name }) => `The project has no flow named \`${name}\`.`,
    help: ({ suggestion }) =>
      suggestion === null ? 'Check that its file is among the flows of the project.' : `Did you mean \`${suggestion}\`?`,
    explain:
      '`call` and `start` name another flow of the same project. All files are read before names are looked up, so the order of flows does not matter.',
    bad: 'flow outer { call inner_flow }\nflow inner_flw { sql { SELECT 1 } }\n',
    good: 'flow outer { call inner_flow }\nflow inner_flow { sql { SELECT 1 } }\n',
  }),
  'unknown-argument': entry<{ name: string; flow: string; params: readonly string[]; suggestion: string | null }>({
    code: 'DF2015',
    severity: 'error',
    summary: 'unknown argument',
    message: ({ name, flow }) => `\`${flow}\` has no parameter named \`${name}\`.`,
    help: ({ params, suggestion }) => {
      if (suggestion !== null) return `Did you mean \`${suggestion}\`?`;
      return params.length === 0 ? 'It has no parameters.' : `Its parameters are ${params.map((param) => `\`${param}\``).join(', ')}.`;
    },
    explain: 'Arguments are given by name, `call ship (order_id => $id)`, and each name is a parameter of the flow that is called.',
    bad: 'flow outer { call inner_flow (numbr => 1) }\nflow inner_flow (number int) { sql { SELECT $number } }\n',
    good: 'flow outer { call inner_flow (number => 1) }\nflow inner_flow (number int) { sql { SELECT $number } }\n',
  }),
  'duplicate-argument': entry<{ name: string; line: number }>({
    code: 'DF2016',
    severity: 'error',
    summary: 'argument given twice',
    message: ({ name, line }) => `The argument \`${name}\` is given already, at line ${line}.`,
    help: () => 'Remove one of them.',
    explain: 'Each argument of a `call`, `start` or `task` is given once.',
    bad: 'flow outer { call inner_flow (number => 1, number => 2) }\nflow inner_flow (number int) { sql { SELECT $number } }\n',
    good: 'flow outer { call inner_flow (number => 1) }\nflow inner_flow (number int) { sql { SELECT $number } }\n',
  }),
  'missing-argument': entry<{ flow: string; missing: readonly string[] }>({
    code: 'DF2017',
    severity: 'error',
    summary: 'argument missing',
    message: ({ flow, missing }) => `\`${flow}\` needs ${missing.map((name) => `\`${name}\``).join(' and ')}, which this leaves out.`,
    help: ({ flow, missing }) =>
      `Write \`${flow} (${missing.map((name) => `${name} => ..`).join(', ')})\`, or give the parameter a default.`,
    explain: 'A parameter without a default needs an argument in every `call` and `start` of its flow.',
    bad: 'flow outer { call inner_flow }\nflow inner_flow (number int) { sql { SELECT $number } }\n',
    good: 'flow outer { call inner_flow }\nflow inner_flow (number int default 1) { sql { SELECT $number } }\n',
  }),
  'secret-outside-http': entry<{ name: string | null }>({
    code: 'DF2018',
    severity: 'error',
    summary: 'secret outside http',
    message: ({ name }) =>
      `${name === null ? 'A secret' : `The secret \`${name}\``} can be used only in the templates of an \`http\` step.`,
    help: () => 'Secrets are resolved by the runner while it sends a request; anywhere else they would be stored.',
    explain:
      'A secret is known to the runner and never to the database: it must not reach a row, a log or the text of a statement. So `{secret.NAME}` and `{hmac.NAME}` stand only in the URL, the headers and the body of an `http` step, where the runner puts the value in as it sends the request.',
    bad: "flow tell { fail 'the key is {secret.API_KEY}' }\n",
    good: "flow tell { fail 'the key was refused' }\n",
  }),
  'hmac-outside-header': entry<{ name: string }>({
    code: 'DF2019',
    severity: 'error',
    summary: 'signature outside a header',
    message: ({ name }) => `\`{hmac.${name}}\` can stand only in the value of a header.`,
    help: ({ name }) => `Write \`header 'X-Signature' '{hmac.${name}}'\`.`,
    explain:
      '`{hmac.NAME}` is the signature of the request body under a secret; it is known when the body is, so it can be sent only in a header.',
    bad: "flow tell { http post 'https://api.example.com/{hmac.KEY}' }\n",
    good: "flow tell { http post 'https://api.example.com/' header 'X-Signature' '{hmac.KEY}' }\n",
  }),
  'may-have-lost': entry<{ name: string; written: string }>({
    code: 'DF2020',
    severity: 'error',
    summary: 'branch of a race may have lost',
    message: ({ name }) => `\`$${name}\` was bound in a branch of a race and has no row if that branch lost.`,
    help: ({ written }) => `Write \`${written}?\`, which is NULL then.`,
    explain:
      'Of a race only the winner has a result. What its branches bind can be read after it as `$name?`, `$name.column?` or `$name.*`: NULL, or no rows, where the branch lost.',
    bad: 'flow first {\n  ( bind a = sql { SELECT 1 AS value } | sleep 1m )\n  >> sql { SELECT $a.value }\n}\n',
    good: 'flow first {\n  ( bind a = sql { SELECT 1 AS value } | sleep 1m )\n  >> sql { SELECT $a.value? }\n}\n',
  }),
} as const;

/** Why a name that is bound somewhere in the flow cannot be read at a place. */
export type Hidden = 'later' | 'iteration' | 'itself' | 'branch' | 'loop' | 'arm' | 'try' | 'undo' | 'inside' | 'variable' | 'clause';

const HIDDEN: Readonly<Record<Hidden, { readonly message: string; readonly help: string }>> = {
  later: { message: 'which has not happened here', help: 'Move this step behind the one that binds it.' },
  iteration: {
    message: 'which has not happened here, and an iteration does not see the one before',
    help: 'Move this step behind the one that binds it, or keep the value in a table.',
  },
  itself: { message: 'by this very step', help: 'A step sees what was bound before it; its own result is there when it is done.' },
  branch: {
    message: 'in another branch, and branches that run at the same time do not see each other',
    help: 'Bind it before the branches part, or read it after they have met.',
  },
  loop: { message: 'inside a loop, and nothing bound inside is visible outside', help: 'Keep what is needed later in a table.' },
  arm: { message: 'in an arm from which no way leads here', help: 'Bind it before the `when`.' },
  try: { message: 'in a block from which no way leads here', help: 'Bind it before the `try`.' },
  undo: { message: 'inside an `undo` block, which only itself sees it', help: 'Bind it in a step of the flow.' },
  inside: {
    message: 'inside the step, whose `undo` block does not see what was bound in there',
    help: 'Put the `undo` on the step that binds it.',
  },
  variable: { message: 'as the variable of a block, and has no value outside of it', help: 'Read it inside that block.' },
  clause: { message: 'and the clauses of a flow are evaluated before its first step', help: 'Clauses see the parameters of the flow.' },
};
