import { entry } from '../entry.ts';

/** Class 8: what runs but is probably not meant. */
export const safety = {
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
