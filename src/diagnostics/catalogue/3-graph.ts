import { entry } from '../entry.ts';

/** Class 3: the shape of the flow: steps that cannot be reached, misplaced constructs, what is not yet supported. */
export const graph = {
  'not-yet-supported': entry<{ construct: string }>({
    code: 'DF3001',
    severity: 'error',
    summary: 'not yet supported',
    message: ({ construct }) => `${construct} is part of the language, but this version cannot run it yet.`,
    help: () =>
      'A flow can use `sql`, `>>`, `&`, `when`, `try`, `repeat`, `break`, `sleep`, `fail`, `return` and `retry`, and the clauses `every`, `after`, `key`, `limit`, `priority`, `timeout`, `retain` and `retry`.',
    explain:
      'The grammar of the language is complete; what runs is not yet. A construct that cannot be run is read and checked as far as possible, and then refused, so that nothing is deployed that would not work.',
    bad: "flow fetch { http get 'https://api.example.com/' }\n",
    good: 'flow fetch { sql { SELECT 1 } }\n',
  }),
  'unreachable-step': entry<{ after: 'fail' | 'return' | 'break' | 'repeat' | 'body' | 'ways' }>({
    code: 'DF3002',
    severity: 'error',
    summary: 'unreachable step',
    message: ({ after }) => {
      if (after === 'ways') return 'This can never run: every way through the step before it ends in `fail`, `return` or `break`.';
      if (after === 'body') return 'This is never asked: every way through the loop ends in `fail`, `return` or `break`.';
      if (after === 'repeat')
        return 'This can never run: the `repeat` before it has neither `until` nor `break`, so it ends only by failing.';
      return `This can never run: the step before it is \`${after}\`, from which no way leads on.`;
    },
    help: ({ after }) =>
      after === 'repeat' ? 'Give the loop an `until`, or a `break`.' : 'Remove it, or put what stops the flow into a `when`.',
    explain:
      '`fail` ends the run as failed, `return` ends it as completed, `break` leaves the loop; nothing written behind them can be reached, and neither can what follows a `when` whose arms all end so, nor the `until` of a loop whose body always ends so. A step that cannot run is always a mistake.',
    bad: "flow stop {\n  fail 'not ready'\n  >> sql { SELECT 1 }\n}\n",
    good: "flow stop (ready boolean) {\n  when (NOT $ready) { fail 'not ready' }\n  >> sql { SELECT 1 }\n}\n",
  }),
  'misplaced-break': entry<{ why: 'no-loop' | 'branch' | 'undo' | 'parallel' }>({
    code: 'DF3003',
    severity: 'error',
    summary: 'misplaced break',
    message: ({ why }) =>
      ({
        'no-loop': 'There is no loop here that `break` could leave.',
        branch: '`break` cannot leave a loop from inside a branch of `&` or `|`: the other branches are still running.',
        undo: '`break` cannot leave an `undo` block.',
        parallel: '`break` cannot leave a `for` whose iterations run in parallel.',
      })[why],
    help: ({ why }) =>
      why === 'no-loop' ? 'To end the run use `return`, or `fail`.' : 'Let what runs inside decide, and `break` after it.',
    explain:
      '`break` leaves the nearest `for` or `repeat`. It may not cross a branch of `&` or `|` nor an `undo` block, and it may not leave a `for .. parallel`: there other steps are running at that moment.',
    bad: 'flow stop { sql { SELECT 1 } >> break }\n',
    good: 'flow stop { sql { SELECT 1 } >> return }\n',
  }),
  'misplaced-return': entry<{ inside: '&' | '|' | 'for' | 'undo' }>({
    code: 'DF3004',
    severity: 'error',
    summary: 'misplaced return',
    message: ({ inside }) =>
      `\`return\` cannot stand inside ${inside === '&' || inside === '|' ? `a branch of \`${inside}\`` : `\`${inside}\``}.`,
    help: ({ inside }) =>
      inside === 'undo'
        ? 'An undo block ends with its last step.'
        : 'Bind what the step finds, and `return` after everything that runs beside it has ended.',
    explain:
      '`return` completes the run. Inside a branch or an iteration other steps of the run would still be running, and inside an `undo` block the run has failed already; so it is refused there.',
    bad: 'flow both { sql { SELECT 1 } & return sql { SELECT 2 AS n } }\n',
    good: 'flow both { ( sql { SELECT 1 } & sql { SELECT 2 } ) >> return sql { SELECT 2 AS n } }\n',
  }),
  'misplaced-retry': entry<{ kind: string; block: boolean }>({
    code: 'DF3005',
    severity: 'error',
    summary: 'misplaced retry',
    message: ({ kind, block }) =>
      `\`retry\` cannot stand on \`${kind}\`${block ? ', which holds steps of its own' : ': there is nothing to try again'}.`,
    help: ({ block }) =>
      block
        ? 'Put it on the steps inside, or on the flow as the default of every step.'
        : 'Retry the steps that can fail by themselves: `sql`, `http`, `call` and `task`.',
    explain:
      '`retry` tries one step again: `sql`, `http`, `call` or `task`. Steps inside a block that have committed are never run twice, so a block as a whole cannot be tried again; `retry` as a clause of the flow is the default of every step.',
    bad: 'flow both { ( sql { SELECT 1 } >> sql { SELECT 2 } ) retry 3 }\n',
    good: 'flow both { sql { SELECT 1 } retry 3 >> sql { SELECT 2 } retry 3 }\n',
  }),
  'misplaced-timeout': entry<{ kind: string }>({
    code: 'DF3006',
    severity: 'error',
    summary: 'misplaced timeout',
    message: ({ kind }) => `\`timeout\` cannot stand on \`${kind}\`, which does not wait for anything that could take too long.`,
    help: () => null,
    explain:
      '`timeout` bounds a step that works or waits: `sql`, `http`, `call`, `task`, `await`, or a block of steps. A `sleep` has its length already, and `start`, `fail`, `break` take no time.',
    bad: 'flow nap { sleep 5s timeout 1s }\n',
    good: 'flow nap { sleep 5s }\n',
  }),
  'misplaced-undo': entry<{ why: 'ends' | 'undo' | 'repeat'; kind: string }>({
    code: 'DF3007',
    severity: 'error',
    summary: 'misplaced undo',
    message: ({ why, kind }) => {
      if (why === 'ends') return `\`undo\` cannot stand on \`${kind}\`, after which there is nothing left to undo it for.`;
      return why === 'undo' ? 'An `undo` block cannot hold another.' : '`undo` cannot stand inside `repeat`, which may go round for ever.';
    },
    help: ({ why }) => (why === 'repeat' ? 'Put the body of the loop into a flow of its own and `call` it.' : 'Remove it.'),
    explain:
      'When a run fails, the undo blocks of its completed steps run, the latest first. So a step that ends the run has none, an undo block has none itself, and a loop without a known end would gather them without end.',
    bad: 'flow stop { return sql { SELECT 1 AS n } undo { sql { SELECT 2 } } }\n',
    good: 'flow stop { sql { SELECT 1 } undo { sql { SELECT 2 } } >> return sql { SELECT 1 AS n } }\n',
  }),
  'nothing-to-bind': entry<{ name: string; kind: string; why: 'kind' | 'no-else' | 'arm' | 'last' }>({
    code: 'DF3008',
    severity: 'error',
    summary: 'step without a result',
    message: ({ name, kind, why }) => {
      if (why === 'no-else') return `\`${name}\` cannot be bound: this \`when\` has no \`else\`, so it may do nothing.`;
      if (why === 'arm') return `\`${name}\` cannot be bound: an arm of this \`${kind}\` ends in a step without a result.`;
      if (why === 'last') return `\`${name}\` cannot be bound: this ends in a step without a result.`;
      return `\`${name}\` cannot be bound: \`${kind}\` has no result.`;
    },
    help: ({ name, kind, why }) => {
      if (why === 'no-else') return 'Add an `else` block that ends in a step with the same columns.';
      if (kind === '&') return 'Bind inside the branches: what they bind is visible after they have met.';
      return why === 'kind' ? `To name the step write \`${name}: ${kind} ..\`.` : 'Let every way end in a step that returns rows.';
    },
    explain:
      'A binding holds the rows that a step returns. `sleep`, `repeat`, `&`, `fail`, `return` and `break` return none; a block returns what its last step does; a `when` or `try` returns rows if all its ways do. A step is named without binding anything by a label.',
    bad: 'flow nap { bind slept = sleep 5s }\n',
    good: 'flow nap { slept: sleep 5s }\n',
  }),
  'duplicate-clause': entry<{ clause: string }>({
    code: 'DF3009',
    severity: 'error',
    summary: 'clause given twice',
    message: ({ clause }) => `The flow has a \`${clause}\` clause already.`,
    help: () => 'Remove one of them. Only `every` and `after` may be repeated.',
    explain:
      'A flow has at most one each of `key`, `limit`, `priority`, `timeout`, `retain` and `retry`. `every` and `after` may be repeated: each starts runs by itself.',
    bad: 'flow keep\n  retain 1d\n  retain 2d\n{ sql { SELECT 1 } }\n',
    good: 'flow keep\n  retain 2d\n{ sql { SELECT 1 } }\n',
  }),
  'retry-count': entry<{ count: number; most: number }>({
    code: 'DF3010',
    severity: 'error',
    summary: 'too many attempts',
    message: ({ count, most }) => `${count} further attempts are more than the ${most} that are allowed.`,
    help: () => 'A step that must not give up for weeks is better served by a longer `backoff`.',
    explain: '`retry n` allows at most n further attempts after the first; n is at most 1000000.',
    bad: 'flow insist { sql { SELECT 1 } retry 2000000 }\n',
    good: 'flow insist { sql { SELECT 1 } retry 1000 backoff 1s..1h }\n',
  }),
  'backoff-range': entry<{ from: string; to: string }>({
    code: 'DF3011',
    severity: 'error',
    summary: 'backoff runs backwards',
    message: ({ from, to }) => `The pauses begin at ${from} and grow, so they cannot end at ${to}.`,
    help: ({ from, to }) => `Write \`backoff ${to}..${from}\`.`,
    explain: '`backoff a..b` pauses a before the first further attempt, then twice as long each time, and at most b.',
    bad: 'flow insist { sql { SELECT 1 } retry 3 backoff 1m..1s }\n',
    good: 'flow insist { sql { SELECT 1 } retry 3 backoff 1s..1m }\n',
  }),
} as const;
