import { entry } from '../entry.ts';

const inFlow = (body: string, head = '') => `flow example${head} {\n  ${body}\n}\n`;

type Refusal = keyof typeof refusals;

/** Why a statement cannot be part of a step, and what to write instead. */
const refusals = {
  transaction: {
    because: 'the engine begins and ends the transaction in which a step and its checkpoint commit together',
    instead: 'Leave it out: the statements of one step commit together, and what must commit before is a step of its own.',
  },
  session: {
    because: 'it is about the session, which outlives the step and serves other runs',
    instead: "Inside one step use `SELECT set_config('name', 'value', true)` and `current_setting('name')`; else `sql autocommit { .. }`.",
  },
  'outside-transaction': {
    because: 'Postgres does not run it inside a transaction, and a step is one',
    instead: '`sql autocommit { .. }` runs one statement on a connection of its own, outside a transaction.',
  },
  prepared: {
    because: 'prepared statements belong to the session, which other runs use too',
    instead: 'Write the statement itself, with references for its values.',
  },
  cursor: {
    because: 'a cursor ends with the step',
    instead: 'Bind the rows and read them as a relation: `bind b = sql { SELECT .. } >> sql { .. FROM $b.* }`.',
  },
  'client-copy': { because: 'a step has no client to copy from or to', instead: 'Use INSERT, or SELECT.' },
  'select-into': { because: 'where steps run, INTO means a variable', instead: 'Write `CREATE TABLE name AS SELECT ..`.' },
  explain: { because: 'it shows a plan and does no work', instead: 'Run it in psql.' },
  output: {
    because: 'the procedure has output arguments, and a step has no variables to take them',
    instead: 'Call a function, whose rows can be bound: `bind b = sql { SELECT * FROM f(..) }`.',
  },
} as const;

/** Class 4: SQL and types, as Postgres judges them. */
export const types = {
  'unknown-type': entry<{ type: string; error: string; suggestion: string | null }>({
    code: 'DF4001',
    severity: 'error',
    summary: 'unknown type',
    message: ({ type, error }) => `Postgres refuses the type \`${type}\`: ${error}.`,
    help: ({ suggestion }) => (suggestion === null ? null : `Did you mean \`${suggestion}\`?`),
    explain:
      'Every type in a flow is a Postgres type of the database that the flow is checked against, with its modifiers, its schema and `[]` for arrays. ' +
      'A type of your own must be in the schema files that the project file names; one outside the search path is written with its schema.',
    bad: inFlow('sql { SELECT $name }', ' (name strin)'),
    good: inFlow('sql { SELECT $name }', ' (name text)'),
  }),
  'pseudo-type': entry<{ type: string; of: string; written: boolean }>({
    code: 'DF4002',
    severity: 'error',
    summary: 'a type that no value can be kept in',
    message: ({ type, of }) => `${of} has the type \`${type}\`, a pseudo-type of Postgres: no value of it can be kept.`,
    help: ({ type, written }) =>
      !written && type === 'record'
        ? 'Name the columns: `SELECT r.a, r.b FROM .. AS r (a int, b text)`.'
        : 'Use a type that a column of a table could have.',
    explain:
      'Parameters, bindings and results are kept between steps, so their types must be types that a table column could have. ' +
      'Pseudo-types such as `record`, `void`, `anyelement` or `trigger` exist only inside Postgres functions.',
    bad: inFlow('bind point = sql { SELECT ROW(1, 2) AS xy }\n  >> sql { SELECT $point.xy }'),
    good: inFlow('bind point = sql { SELECT 1 AS x, 2 AS y }\n  >> sql { SELECT $point.x + $point.y AS sum }'),
  }),
  'sql-rejected': entry<{ what: string; error: string; state: string; hint: string | null }>({
    code: 'DF4003',
    severity: 'error',
    summary: 'Postgres rejects the SQL',
    message: ({ what, error }) => `Postgres rejects this ${what}: ${error}`,
    help: ({ state, error, hint }) =>
      hint ??
      (state === '42P01' && /does not exist/.test(error)
        ? 'Is the table in the schema files of the project? A temporary table is gone after its step.'
        : null),
    explain:
      'Every piece of SQL is given to a real Postgres that has your schema, with each reference as a parameter of its type. ' +
      'This is what Postgres says of it, at the place in your file that it means. If it misses a table or function that exists, ' +
      'the schema files of the project file (`schema = [..]`) do not create it.',
    bad: inFlow('sql { SELECT lenght($name) }', ' (name text)'),
    good: inFlow('sql { SELECT length($name) }', ' (name text)'),
  }),
  'statement-refused': entry<{ statement: string; why: Refusal }>({
    code: 'DF4004',
    severity: 'error',
    summary: 'a statement that cannot be part of a step',
    message: ({ statement, why }) => `${statement} cannot be part of a step: ${refusals[why].because}.`,
    help: ({ why }) => refusals[why].instead,
    explain:
      'A `sql` step commits together with its checkpoint, in a transaction that the engine begins and ends, on a connection that other runs use next. ' +
      'So it can neither begin nor end transactions, nor change the state of the session, nor run statements that Postgres does not allow in a transaction. ' +
      'For these there is `sql autocommit`.',
    bad: inFlow('sql { VACUUM }'),
    good: inFlow('sql { SELECT 1 AS one }'),
  }),
  'session-lock': entry<{ function: string; instead: string | null }>({
    code: 'DF4005',
    severity: 'error',
    summary: 'an advisory lock of the session',
    message: ({ function: name }) => `\`${name}\` is about locks of the session, which outlives the step and serves other runs.`,
    help: ({ instead }) =>
      instead === null
        ? 'A lock of the transaction needs no unlocking: it ends with the step.'
        : `\`${instead}\` locks until the step has committed; to have one run at a time give the flow a \`key\`.`,
    explain:
      'Connections are shared by runs, so a lock of the session is not held by your flow: the next step may run on another connection, and somebody else on this one. ' +
      'The variants of the transaction (`pg_advisory_xact_lock`) end with the step.',
    bad: inFlow('sql { SELECT pg_advisory_lock(1) }'),
    good: inFlow('sql { SELECT pg_advisory_xact_lock(1) }'),
  }),
  'value-in-utility': entry<{ reference: string }>({
    code: 'DF4006',
    severity: 'error',
    summary: 'a reference in a statement that takes no values',
    message: ({ reference }) => `Postgres takes no values in a statement of this kind, so \`${reference}\` cannot stand here.`,
    help: () => 'Write the value out, or call a function of yours that takes it and uses `EXECUTE format(..)`.',
    explain:
      'A reference is always a bind parameter; nothing is ever spliced into SQL as text. Postgres takes parameters in SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, ' +
      'CALL and CREATE TABLE .. AS, and in no other statement.',
    bad: inFlow('sql { CREATE TABLE notes (n int); COMMENT ON TABLE notes IS $name }', ' (name text)'),
    good: inFlow("sql { CREATE TABLE notes (n int); COMMENT ON TABLE notes IS 'ours' }"),
  }),
  'condition-not-boolean': entry<{ type: string; place: string }>({
    code: 'DF4007',
    severity: 'error',
    summary: 'a condition that is not boolean',
    message: ({ type, place }) => `The condition of \`${place}\` has the type \`${type}\`; it must be boolean.`,
    help: ({ type }) => booleanHelp(type),
    explain:
      'Conditions are SQL expressions of type boolean; NULL counts as false. Numbers, texts and JSON have no truth of their own: compare them, or cast them.',
    bad: inFlow('when ($count) { sql { SELECT 1 } }', ' (count int)'),
    good: inFlow('when ($count > 0) { sql { SELECT 1 } }', ' (count int)'),
  }),
  'sleep-not-interval': entry<{ type: string }>({
    code: 'DF4008',
    severity: 'error',
    summary: 'a sleep that is not an interval',
    message: ({ type }) => `\`sleep (..)\` needs an interval; this is of type \`${type}\`.`,
    help: ({ type }) =>
      /^timestamp|^date/.test(type)
        ? 'To sleep until a point in time write `sleep until (..)`.'
        : /^(text|character)/.test(type)
          ? 'Cast it, `(..)::interval`; a fixed time is written without brackets, `sleep 10m`.'
          : '`make_interval(secs => ..)` makes an interval of a number.',
    explain:
      '`sleep 10m` sleeps a fixed time, `sleep (e)` as long as the SQL expression e of type interval says, `sleep until (e)` until e, a timestamptz.',
    bad: inFlow('sleep ($pause)', ' (pause int)'),
    good: inFlow('sleep (make_interval(secs => $pause))', ' (pause int)'),
  }),
  'sleep-not-timestamptz': entry<{ type: string }>({
    code: 'DF4009',
    severity: 'error',
    summary: 'a sleep until something that is no point in time',
    message: ({ type }) => `\`sleep until (..)\` needs a timestamptz; this is of type \`${type}\`.`,
    help: ({ type }) =>
      type.startsWith('interval')
        ? 'To sleep for an interval write `sleep (..)`.'
        : /^timestamp|^date/.test(type)
          ? "Say in which zone it is: `(..) AT TIME ZONE 'Europe/Oslo'`."
          : 'Cast it: `(..)::timestamptz`.',
    explain:
      '`sleep until (e)` sleeps until the point in time e, of type timestamptz. A date or a timestamp without zone is no point in time until it is said in which zone it is.',
    bad: inFlow('sleep until ($day)', ' (day date)'),
    good: inFlow("sleep until ($day::timestamp AT TIME ZONE 'UTC')", ' (day date)'),
  }),
  'default-type': entry<{ param: string; type: string; found: string }>({
    code: 'DF4010',
    severity: 'error',
    summary: 'a default of another type',
    message: ({ param, type, found }) => `The parameter \`${param}\` is of type \`${type}\`, but its default is of type \`${found}\`.`,
    help: ({ type }) => `Cast it: \`(..)::${type}\`.`,
    explain: 'The default of a parameter is a SQL expression that Postgres can assign to the type of the parameter, as in an INSERT.',
    bad: inFlow('sql { SELECT $since }', ' (since date default 20240101)'),
    good: inFlow('sql { SELECT $since }', " (since date default '2024-01-01')"),
  }),
  'default-fails': entry<{ param: string; error: string }>({
    code: 'DF4011',
    severity: 'error',
    summary: 'a default that fails',
    message: ({ param, error }) => `The default of the parameter \`${param}\` cannot be evaluated: ${error}.`,
    explain:
      'The default of a parameter is evaluated when a run is started without that parameter. This one was evaluated once for this check, and Postgres reported an error: every such start would fail.',
    bad: inFlow('sql { SELECT $amount }', ' (amount numeric(4,2) default 12345)'),
    good: inFlow('sql { SELECT $amount }', ' (amount numeric(7,2) default 12345)'),
  }),
  'unknown-column': entry<{ binding: string; column: string; columns: readonly string[]; suggestion: string | null }>({
    code: 'DF4012',
    severity: 'error',
    summary: 'a column that the binding does not have',
    message: ({ binding, column }) => `The binding \`${binding}\` has no column \`${column}\`.`,
    help: ({ binding, columns, suggestion }) =>
      suggestion === null ? `Its columns are ${listed(binding, columns)}.` : `Did you mean \`$${binding}.${suggestion}\`?`,
    explain:
      '`$b.col` is the column `col` of the only row of the binding `b`. The columns of a binding are those that its last statement returns.',
    bad: inFlow('bind doc = sql { SELECT 1 AS id }\n  >> sql { SELECT $doc.idd }'),
    good: inFlow('bind doc = sql { SELECT 1 AS id }\n  >> sql { SELECT $doc.id }'),
  }),
  'several-columns': entry<{ binding: string; columns: readonly string[] }>({
    code: 'DF4013',
    severity: 'error',
    summary: 'a whole row where one value is wanted',
    message: ({ binding, columns }) =>
      columns.length === 0
        ? `The binding \`${binding}\` has no columns.`
        : `The binding \`${binding}\` has ${columns.length} columns; here stands one value.`,
    help: ({ binding, columns }) =>
      columns.length === 0 ? null : `Name the column, ${listed(binding, columns)}; all rows as a relation are \`$${binding}.*\`.`,
    explain: '`$b` alone stands for the only column of a binding that has one column. Of several columns one must be named.',
    bad: inFlow('bind doc = sql { SELECT 1 AS id, 2 AS size }\n  >> sql { SELECT $doc }'),
    good: inFlow('bind doc = sql { SELECT 1 AS id, 2 AS size }\n  >> sql { SELECT $doc.size }'),
  }),
  'not-a-binding': entry<{ reference: string; param: string; type: string }>({
    code: 'DF4014',
    severity: 'error',
    summary: 'columns or rows of a parameter',
    message: ({ reference, param, type }) =>
      `\`${reference}\`: \`${param}\` is a parameter of type \`${type}\`, one value without columns or rows.`,
    help: ({ reference, param, type }) => {
      if (reference.endsWith('*')) return type.endsWith('[]') ? `The elements as rows are \`unnest($${param})\`.` : `Write \`$${param}\`.`;
      const key = reference.slice(param.length + 2).replace(/\?$/, '');
      return type === 'jsonb' || type === 'json'
        ? `Write \`$${param} ->> '${key}'\`.`
        : `A field of a composite value is written \`($${param}).${key}\`.`;
    },
    explain: '`$b.col` and `$b.*` are for bindings, which hold rows. A parameter is one value.',
    bad: inFlow('sql { SELECT $doc.id }', ' (doc jsonb)'),
    good: inFlow("sql { SELECT $doc ->> 'id' AS id }", ' (doc jsonb)'),
  }),
  'rows-out-of-place': entry<{ reference: string }>({
    code: 'DF4015',
    severity: 'error',
    summary: 'rows where one value is wanted',
    message: ({ reference }) => `\`${reference}\` stands for rows, so it can only be where a table could be: after FROM, JOIN or USING.`,
    help: ({ reference }) => `Use a subquery: \`(SELECT .. FROM ${reference})\`.`,
    explain: '`$b.*` is a relation with all rows of the binding `b`, named `b` unless an alias follows. It is no list of columns.',
    bad: inFlow('bind docs = sql { SELECT 1 AS id }\n  >> sql { SELECT count($docs.*) }'),
    good: inFlow('bind docs = sql { SELECT 1 AS id }\n  >> sql { SELECT count(*) FROM $docs.* }'),
  }),
  'no-rows-to-bind': entry<{ binding: string }>({
    code: 'DF4016',
    severity: 'error',
    summary: 'a statement without rows is bound',
    message: ({ binding }) => `The last statement returns no rows, so there is nothing to bind to \`${binding}\`.`,
    help: () => 'INSERT, UPDATE, DELETE and MERGE return rows with RETURNING.',
    explain:
      '`bind` keeps the rows of the last statement of a step. A statement that changes rows returns them with `RETURNING`; one that returns none cannot be bound.',
    bad: inFlow('bind note = sql { CREATE TABLE notes (n int); INSERT INTO notes VALUES (1) }\n  >> sql { SELECT $note }'),
    good: inFlow('bind note = sql { CREATE TABLE notes (n int); INSERT INTO notes VALUES (1) RETURNING n }\n  >> sql { SELECT $note }'),
  }),
  'arms-without-common-rows': entry<{ binding: string | null }>({
    code: 'DF4017',
    severity: 'error',
    summary: 'arms that do not agree in their rows',
    message: ({ binding }) =>
      `The arms do not all end with rows of the same type, so there is nothing to ${binding === null ? 'return' : `bind to \`${binding}\``}.`,
    help: () => 'Let every arm that completes end with a statement that returns the same columns, in order and type.',
    explain:
      'The result of `when` is the row type that all its arms have in common which complete. If one of them ends without rows, or with other columns, there is none. Without `else` there is an arm that does nothing.',
    bad: inFlow("bind x = when ($n > 0) { sql { SELECT 1 AS a } } else { sql { SELECT 'one' AS a } }\n  >> sql { SELECT $x }", ' (n int)'),
    good: inFlow('bind x = when ($n > 0) { sql { SELECT 1 AS a } } else { sql { SELECT 2 AS a } }\n  >> sql { SELECT $x }', ' (n int)'),
  }),
  'declared-columns-differ': entry<{ binding: string; declared: string; found: string }>({
    code: 'DF4018',
    severity: 'error',
    summary: 'written-out columns that are not those of the SQL',
    message: ({ binding, declared, found }) =>
      `The binding \`${binding}\` is written out as \`(${declared})\`, but the SQL returns \`(${found})\`.`,
    help: ({ found }) => `Write \`(${found})\`, or change the SQL.`,
    explain: 'Where the columns of a binding are written out they must be those that the SQL returns, in names, order and types.',
    bad: inFlow("bind ord (id bigint) = sql { SELECT 'a' AS id }\n  >> sql { SELECT $ord.id }"),
    good: inFlow("bind ord (id text) = sql { SELECT 'a' AS id }\n  >> sql { SELECT $ord.id }"),
  }),
  'bindings-differ': entry<{ binding: string; first: string; second: string }>({
    code: 'DF4019',
    severity: 'error',
    summary: 'one name bound to rows of different types',
    message: ({ binding, first, second }) =>
      `\`${binding}\` is bound to \`(${second})\` here and to \`(${first})\` in another arm, and read after both.`,
    help: () => 'Give both the same columns, in order and type, or different names.',
    explain:
      'After `when` a binding is visible if every arm that completes binds it, with the same row type: names, order and types of its columns. What reads it cannot know which arm was taken.',
    bad: inFlow(
      "when ($n > 0) { bind x = sql { SELECT 1 AS a } } else { bind x = sql { SELECT 'one' AS a } }\n  >> sql { SELECT $x }",
      ' (n int)',
    ),
    good: inFlow(
      'when ($n > 0) { bind x = sql { SELECT 1 AS a } } else { bind x = sql { SELECT 2 AS a } }\n  >> sql { SELECT $x }',
      ' (n int)',
    ),
  }),
  'duplicate-column': entry<{ of: string; column: string }>({
    code: 'DF4020',
    severity: 'error',
    summary: 'two columns of one name',
    message: ({ of, column }) => `${of} has more than one column \`${column}\`, so none can be told from the other.`,
    help: () => 'Name them with AS, or leave one out.',
    explain:
      'The columns of a binding that is referenced, and of a result, are reached by their names, so each must have a name of its own.',
    bad: inFlow('bind pair = sql { SELECT 1 AS n, 2 AS n }\n  >> sql { SELECT $pair.n }'),
    good: inFlow('bind pair = sql { SELECT 1 AS n, 2 AS m }\n  >> sql { SELECT $pair.n }'),
  }),
  'unnamed-column': entry<{ of: string }>({
    code: 'DF4021',
    severity: 'error',
    summary: 'a column without a name',
    message: ({ of }) => `${of} has a column without a name.`,
    help: () => 'Name it: `SELECT .. AS name`.',
    explain:
      'Postgres calls the column of an expression `?column?` where it finds no better name. A binding with one such column can only be read as a whole, `$b`; everything else needs a name.',
    bad: inFlow('bind sums = sql { SELECT 1 + 1, 2 AS n }\n  >> sql { SELECT $sums.n }'),
    good: inFlow('bind sums = sql { SELECT 1 + 1 AS two, 2 AS n }\n  >> sql { SELECT $sums.n }'),
  }),
  'returns-differ': entry<{ declared: string; found: string | null }>({
    code: 'DF4022',
    severity: 'error',
    summary: 'a result that is not the declared one',
    message: ({ declared, found }) =>
      found === null
        ? `The flow returns \`(${declared})\`, but here it ends without rows.`
        : `The flow returns \`(${declared})\`, but here it ends with \`(${found})\`.`,
    help: ({ declared, found }) =>
      found === null
        ? `End with \`return sql { SELECT .. }\` and the columns \`(${declared})\`.`
        : 'Cast and name the columns in the SQL, or change `returns`.',
    explain:
      '`returns (..)` declares the row type of the result of a flow. Every `return`, and the last step where the flow ends there, must have exactly these columns, in names, order and types.',
    bad: inFlow("return sql { SELECT 'a' AS total }", ' returns (total numeric)'),
    good: inFlow('return sql { SELECT 1::numeric AS total }', ' returns (total numeric)'),
  }),
  'path-of-no-json': entry<{ reference: string; type: string }>({
    code: 'DF4023',
    severity: 'error',
    summary: 'keys of a value that is no JSON',
    message: ({ reference, type }) => `\`${reference}\` goes on by key, but the value is of type \`${type}\`, not jsonb.`,
    help: () => 'Only a jsonb value can be followed by keys; compute the value in a `sql` step before.',
    explain: 'In a template a reference of type jsonb may go on by key, `{$pay.body.items[0].id}`. Values of other types have no keys.',
    bad: inFlow("fail 'no {$name.first}'", ' (name text)'),
    good: inFlow("fail 'no {$name.first}'", ' (name jsonb)'),
  }),
  'no-columns': entry<{ of: string }>({
    code: 'DF4024',
    severity: 'error',
    summary: 'rows without columns',
    message: ({ of }) => `${of} has no columns.`,
    help: () => 'Select what is needed; the number of rows is `SELECT count(*)`.',
    explain: 'Postgres allows a SELECT without columns. Rows without columns hold nothing that could be kept or read.',
    bad: inFlow('bind found = sql { SELECT FROM pg_class }\n  >> when (EXISTS (SELECT FROM $found.*)) { sql { SELECT 1 } }'),
    good: inFlow('bind found = sql { SELECT oid FROM pg_class }\n  >> when (EXISTS (SELECT FROM $found.*)) { sql { SELECT 1 } }'),
  }),
} as const;

function booleanHelp(type: string): string {
  if (/^(smallint|integer|bigint|numeric|real|double precision)/.test(type)) return 'Compare it, as in `(..) > 0`.';
  if (/^jsonb?$/.test(type)) return 'Cast it, `(..)::boolean`, or take a text of it with `->>` and compare that.';
  if (/^(text|character)/.test(type)) return "Compare it, as in `(..) = 'yes'`, or cast it: `(..)::boolean`.";
  return 'Compare it with something, or ask `(..) IS NOT NULL`.';
}

function listed(binding: string, columns: readonly string[]): string {
  return columns.map((column) => `\`$${binding}.${column}\``).join(', ');
}
