import { entry } from '../entry.ts';

/** Class 5, second part: flows that rows of a table start. */
export const triggers = {
  'after-with-parameters': entry<{ flow: string }>({
    code: 'DF5021',
    severity: 'error',
    summary: 'flow started by rows has parameters',
    message: ({ flow }) => `\`${flow}\` is started by rows of a table, which give no value to a parameter.`,
    help: () => 'Remove the parameters: the columns of the row are `$new.column` and `$old.column`.',
    explain:
      'A run that an `after` clause starts has the row that was written, as `$new` and `$old`, and nothing else. So such a flow has no parameters.',
    bad: 'flow react (n int)\n  after insert on pg_catalog.pg_description\n{ sql { SELECT $n } }\n',
    good: 'flow react (n int) { sql { SELECT $n } }\n',
  }),
  'after-tables-differ': entry<{ first: string; other: string }>({
    code: 'DF5022',
    severity: 'error',
    summary: 'flow started by rows of two tables',
    message: ({ first, other }) => `One flow cannot be started by rows of both \`${first}\` and \`${other}\`.`,
    help: () => 'Write a flow for each table.',
    explain: '`$new` and `$old` are rows of one table, so all `after` clauses of a flow name the same, written in the same way.',
    bad: 'flow react\n  after insert on orders\n  after delete on invoices\n{ sql { SELECT 1 } }\n',
    good: 'flow react { sql { SELECT 1 } }\n',
  }),
  'after-subquery': entry({
    code: 'DF5023',
    severity: 'error',
    summary: 'query in the condition of a trigger',
    message: () => 'The condition of an `after` clause sees the row, and cannot query tables.',
    help: () => 'Decide it in the first step: `when (..) { .. }`.',
    explain:
      'The `when` of an `after` clause is evaluated for every row that is written, in the transaction that writes it. It is about the columns of that row only.',
    bad: 'flow react\n  after insert on orders when ($new.total > (SELECT 1))\n{ sql { SELECT 1 } }\n',
    good: 'flow react { sql { SELECT 1 } }\n',
  }),
  'after-without-row': entry<{ of: 'new' | 'old'; column: string; event: 'insert' | 'update' | 'delete' | 'schedule'; always: boolean }>({
    code: 'DF5024',
    severity: 'error',
    summary: 'no row after this event',
    message: ({ of, event }) =>
      event === 'schedule'
        ? `A run that a schedule starts has no \`$${of}\`.`
        : `After ${event === 'insert' ? 'an' : 'a'} ${event} there is no \`$${of}\`.`,
    help: ({ of, column, always }) =>
      always ? `The row is \`$${of === 'new' ? 'old' : 'new'}.${column}\`.` : `Write \`$${of}.${column}?\`, which is NULL then.`,
    explain:
      'An insert has a new row only, a delete an old one only, an update both. Where a flow has several `after` clauses, or a schedule beside them, `?` reads NULL when the row is not there.',
    bad: 'flow react\n  after insert on orders\n{ sql { SELECT $old.id } }\n',
    good: 'flow react { sql { SELECT 1 } }\n',
  }),
  'after-table': entry<{ table: string; error: string }>({
    code: 'DF5025',
    severity: 'error',
    summary: 'table that cannot start a flow',
    message: ({ table, error }) => `Rows of \`${table}\` cannot start a flow: ${error}.`,
    help: () => 'Name a table of the schema files; views and foreign tables have no such triggers.',
    explain: 'A flow with `after` gets triggers on the table. The check makes them in its scratch database and says what Postgres says.',
    bad: 'flow react\n  after insert on nowhere\n{ sql { SELECT 1 } }\n',
    good: 'flow react { sql { SELECT 1 } }\n',
  }),
  'after-column': entry<{ column: string; columns: readonly string[]; suggestion: string | null }>({
    code: 'DF5026',
    severity: 'error',
    summary: 'column that the table does not have',
    message: ({ column }) => `The table whose rows start this flow has no column \`${column}\`.`,
    help: ({ columns, suggestion }) => (suggestion === null ? `It has: ${columns.join(', ')}.` : `Did you mean \`${suggestion}\`?`),
    explain:
      '`$new` and `$old` have the columns of the table in the `after` clause, as they are in the schema that the flow is checked against.',
  }),
} as const;
