import { entry } from '../entry.ts';

/** Class 8: what runs but is probably not meant. */
export const safety = {
  'missing-where': entry<{ verb: 'UPDATE' | 'DELETE'; table: string }>({
    code: 'DF8001',
    severity: 'warning',
    summary: 'all rows of a table are changed',
    message: ({ verb, table }) => `This ${verb} has no WHERE: it ${verb === 'UPDATE' ? 'changes' : 'deletes'} every row of \`${table}\`.`,
    help: () => 'Add a WHERE; if all rows are meant, say so with `WHERE true`.',
    explain:
      'An UPDATE or DELETE without WHERE reaches every row of its table, and a step that is committed is not taken back. If that is meant, `WHERE true` says so to every reader.',
    bad: 'flow clear { sql { CREATE TABLE done (id int) } >> sql { DELETE FROM done } }\n',
    good: 'flow clear { sql { CREATE TABLE done (id int) } >> sql { DELETE FROM done WHERE true } }\n',
  }),
  'select-star': entry<{ binding: string; columns: string }>({
    code: 'DF8002',
    severity: 'warning',
    summary: 'a binding of all columns',
    message: ({ binding }) => `\`${binding}\` is bound to all columns of a table, whatever these are.`,
    help: ({ columns }) => `Name those that are needed of \`${columns}\`.`,
    explain:
      'The columns of a binding are part of the version of a flow, and their values are stored with the run. With `SELECT *` every new column of the table makes a new version and is stored for nothing.',
    bad: 'flow copy { sql { CREATE TABLE docs (id int) } >> bind d = sql { SELECT * FROM docs ORDER BY id } >> return sql { SELECT id FROM $d.* } }\n',
    good: 'flow copy { sql { CREATE TABLE docs (id int) } >> bind d = sql { SELECT id FROM docs ORDER BY id } >> return sql { SELECT id FROM $d.* } }\n',
  }),
  'limit-without-order': entry({
    code: 'DF8003',
    severity: 'warning',
    summary: 'a limit without an order',
    message: () => 'Without ORDER BY it is left to Postgres which rows this LIMIT keeps.',
    help: () => 'Add an ORDER BY by columns that no two rows share.',
    explain:
      'Postgres may return rows in any order if none is asked for, and another one tomorrow. With a LIMIT it is then not known which rows a step works on.',
    bad: 'flow pick { sql { SELECT n FROM generate_series(1, 9) AS n LIMIT 3 } }\n',
    good: 'flow pick { sql { SELECT n FROM generate_series(1, 9) AS n ORDER BY n LIMIT 3 } }\n',
  }),
  'parallel-writes': entry<{ table: string }>({
    code: 'DF8004',
    severity: 'warning',
    summary: 'parallel branches that write the same table',
    message: ({ table }) => `Another branch of the same \`&\` writes \`${table}\` too: which write comes first is left to chance.`,
    help: () => 'Run them one after another with `>>`, or let each branch write rows of its own.',
    explain:
      'Branches of `&` run concurrently. Two that write the same table may wait for each other, deadlock and be tried again, and the last one to write a row wins.',
    bad: 'flow both { sql { CREATE TABLE t (n int) } >> ( sql { UPDATE t SET n = 1 WHERE n = 0 } & sql { UPDATE t SET n = 2 WHERE n = 0 } ) }\n',
    good: 'flow both { sql { CREATE TABLE t (n int) } >> sql { UPDATE t SET n = 1 WHERE n = 0 } >> sql { UPDATE t SET n = 2 WHERE n = 0 } }\n',
  }),
  'row-lock-ends': entry<{ lock: string }>({
    code: 'DF8005',
    severity: 'warning',
    summary: 'a row lock that ends with its step',
    message: ({ lock }) => `The locks of \`${lock}\` end when this step has committed; the steps after it do not hold them.`,
    help: () => 'Change the rows in the same statement: `UPDATE .. WHERE id IN (SELECT .. FOR UPDATE) RETURNING ..`.',
    explain:
      'Each step commits by itself, and a row lock ends with its transaction. `SELECT .. FOR UPDATE` as a step of its own therefore protects nothing that follows. Inside a statement that changes the rows it is fine.',
    bad: 'flow take { sql { CREATE TABLE t (n int) } >> bind one = sql { SELECT n FROM t ORDER BY n LIMIT 1 FOR UPDATE } >> return sql { SELECT $one AS n } }\n',
    good: 'flow take { sql { CREATE TABLE t (n int) } >> bind one = sql { UPDATE t SET n = n + 1 WHERE n = 1 RETURNING n } >> return sql { SELECT $one AS n } }\n',
  }),
  'engine-tables': entry<{ table: string }>({
    code: 'DF8006',
    severity: 'warning',
    summary: 'a statement on the tables of the engine',
    message: ({ table }) => `\`${table}\` belongs to the engine and may change with any version of it.`,
    help: () => 'Use the functions of the schema `pgdurable`, and its views `runs` and `steps`.',
    explain:
      'The tables in the schema `pgdurable` are how the engine keeps its books: their shape is no promise, and a change from outside can lose or repeat work. Its functions, such as `pgdurable.start`, and the views `pgdurable.runs` and `pgdurable.steps` are for everybody.',
    bad: 'flow stop (id uuid) { sql { DELETE FROM pgdurable.token WHERE run = $id } }\n',
    good: "flow stop (id uuid) { sql { SELECT pgdurable.cancel(id, 'stopped') FROM pgdurable.runs WHERE id = $id } }\n",
  }),
  'fires-itself': entry<{ table: string; event: 'insert' | 'update' | 'delete'; conditional: boolean }>({
    code: 'DF8007',
    severity: 'warning',
    summary: 'a flow that fires itself',
    message: ({ table, event }) =>
      `This ${event === 'insert' ? 'inserts into' : `${event}s`} \`${table}\`, whose rows start this flow: it fires itself.`,
    help: ({ conditional }) =>
      conditional
        ? 'Make sure that the condition of its `after` clause does not hold for these rows.'
        : 'Give its `after` clause a `when` that does not hold for these rows.',
    explain:
      'A step that writes a row which starts the same flow begins a chain that nothing ends. The condition of the `after` clause can tell such rows apart, or `update of` can name columns that the flow does not write.',
  }),
  'unused-binding': entry<{ name: string }>({
    code: 'DF8021',
    severity: 'warning',
    summary: 'unused binding',
    message: ({ name }) => `Nothing reads \`$${name}\`.`,
    help: ({ name }) => `Remove \`bind ${name} =\`; to name the step write \`${name}:\`.`,
    explain:
      'The rows of a binding are stored with the run. A binding that no step reads is work for nothing, and often a sign that another name was meant. A step is named by a label, and the result of the last step is the result of the run without a binding.',
    bad: 'flow count { bind n = sql { SELECT 1 AS value } }\n',
    good: 'flow count { bind n = sql { SELECT 1 AS value } >> return sql { SELECT $n.value AS value } }\n',
  }),
  'reference-in-string': entry<{ reference: string; joined: string | null }>({
    code: 'DF8022',
    severity: 'warning',
    summary: 'reference inside a string',
    message: ({ reference }) => `\`${reference}\` stands inside a string, where it is text and not the value.`,
    help: ({ joined }) => (joined === null ? 'A reference has a value only outside of strings.' : `Write \`${joined}\`.`),
    explain:
      'References are parameters of the statement; nothing is ever put into SQL as text. Inside a string literal `$name` is five characters like any others. To build a text from a value join the pieces with `||`, or use `format`.',
    bad: "flow greet (name text) { sql { SELECT 'hello $name', $name } }\n",
    good: "flow greet (name text) { sql { SELECT 'hello ' || $name } }\n",
  }),
  'reference-without-braces': entry<{ reference: string }>({
    code: 'DF8023',
    severity: 'warning',
    summary: 'reference without braces',
    message: ({ reference }) => `\`${reference}\` stands in a template without braces, where it is text and not the value.`,
    help: ({ reference }) => `Write \`{${reference}}\`.`,
    explain:
      'In a template, as in the message of `fail`, a value is written in braces: `{$order_id}`. Without them the text is sent as it is written.',
    bad: "flow stop (order_id int) { fail 'order $order_id is not ready' }\n",
    good: "flow stop (order_id int) { fail 'order {$order_id} is not ready' }\n",
  }),
} as const;
