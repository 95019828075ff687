import { entry } from '../entry.ts';

const inFlow = (body: string) => `flow example {\n  ${body}\n}\n`;

/** Class 8, part 2: waiting for signals. */
export const awaits = {
  'await-without-timeout': entry<{ signal: string }>({
    code: 'DF8030',
    severity: 'warning',
    summary: 'a wait that may never end',
    message: ({ signal }) => `If nobody sends \`${signal}\`, the run waits here for ever.`,
    help: () => 'Add `timeout ..`, and say what happens when `timed_out` is true.',
    explain:
      'A signal comes from outside: a person who is ill, a system that has forgotten. A wait without `timeout` keeps its run alive until it comes or somebody cancels the run. In a race with a branch that is no `await`, or in a block with a `timeout`, it ends otherwise.',
    bad: inFlow('bind d = await signal approval (approved boolean)\n  >> return sql { SELECT $d.approved AS approved }'),
    good: inFlow(
      'bind d = await signal approval (approved boolean) timeout 3d\n  >> return sql { SELECT $d.approved IS TRUE AS approved }',
    ),
  }),
  'timed-out-unread': entry<{ signal: string; binding: string | null }>({
    code: 'DF8031',
    severity: 'warning',
    summary: 'a time-out that nobody looks at',
    message: ({ signal }) => `When \`${signal}\` does not come in time, the flow goes on as if it had.`,
    help: ({ binding }) =>
      binding === null
        ? 'Bind it, and ask for `timed_out`: `bind answer = await ..` and `when ($answer.timed_out) { .. }`.'
        : `Ask for \`$${binding}.timed_out\`, or test a column with IS TRUE or IS NOT TRUE.`,
    explain:
      'A time-out does not fail an `await`: the step ends with `timed_out` true and NULL in every other column. A flow that never looks at `timed_out` acts on an answer that nobody gave. A column that is tested with `IS TRUE` or `IS NOT TRUE` says what NULL means.',
    bad: inFlow("bind d = await signal approval (approver text) timeout 3d\n  >> sql { SELECT 'refunded by ' || $d.approver }"),
    good: inFlow(
      "bind d = await signal approval (approver text) timeout 3d\n  >> when ($d.timed_out) { fail 'nobody has approved' }\n  >> sql { SELECT 'refunded by ' || $d.approver }",
    ),
  }),
  'signal-negated': entry<{ reference: string }>({
    code: 'DF8032',
    severity: 'warning',
    summary: 'NOT of an answer that may be NULL',
    message: ({ reference }) => `\`${reference}\` may be NULL, and \`NOT\` of NULL is NULL: without an answer this is not true.`,
    help: ({ reference }) => `Write \`${reference} IS NOT TRUE\`, or \`${reference} IS FALSE\`.`,
    explain:
      'After a time-out every declared column is NULL. A condition that is NULL counts as false, so `when (NOT $d.approved) { fail .. }` lets a run go on that nobody has approved.',
    bad: inFlow(
      "bind d = await signal approval (approved boolean) timeout 3d\n  >> when (NOT $d.approved) { fail 'no' }\n  >> sql { SELECT 1 }",
    ),
    good: inFlow(
      "bind d = await signal approval (approved boolean) timeout 3d\n  >> when ($d.approved IS NOT TRUE) { fail 'no' }\n  >> sql { SELECT 1 }",
    ),
  }),
  'await-timeout-in-loop': entry<{ signal: string }>({
    code: 'DF8033',
    severity: 'warning',
    summary: 'a wait with a time-out in a loop',
    message: ({ signal }) =>
      `A \`${signal}\` that comes after its time-out is taken by the next iteration, as the answer to another question.`,
    help: () => 'Let the signal bring what it is an answer to, and compare it; or wait once, outside of the loop.',
    explain:
      'Signals wait in an inbox by name. One that comes too late for the iteration that asked stays there, and the `await` of the next iteration takes it at once, before anybody has answered the question of that one.',
    bad: inFlow('repeat {\n    bind d = await signal approval (approved boolean) timeout 1h\n  } until ($d.approved IS TRUE) max 3'),
    good: inFlow(
      'bind d = await signal approval (approved boolean) timeout 3h\n  >> return sql { SELECT $d.approved IS TRUE AS approved }',
    ),
  }),
} as const;
