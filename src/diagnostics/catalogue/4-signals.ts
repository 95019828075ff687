import { entry } from '../entry.ts';

const inFlow = (body: string) => `flow example {\n  ${body}\n}\n`;

/** Class 4, part 2: what signals bring. */
export const signals = {
  'signal-columns-differ': entry<{ signal: string; first: string | null; second: string | null }>({
    code: 'DF4040',
    severity: 'error',
    summary: 'one signal expected with different columns',
    message: ({ signal, first, second }) =>
      `\`${signal}\` is awaited with ${columns(second)} here and with ${columns(first)} by another step of the flow.`,
    help: () => 'Declare the same columns at both, or give the signals different names.',
    explain:
      'A sender names a signal, not the step that will take it, and a payload is held against the declared columns when it is sent. So every `await` of one name in a flow declares the same columns: names, order, types and `null`.',
    bad: inFlow('await signal go (by text) timeout 1d\n  >> await signal go (at date) timeout 1d'),
    good: inFlow('await signal go (by text) timeout 1d\n  >> await signal go (by text) timeout 1d'),
  }),
  'timed-out-declared': entry<{ signal: string }>({
    code: 'DF4041',
    severity: 'error',
    summary: 'a signal with a column timed_out',
    message: ({ signal }) => `The signal \`${signal}\` cannot have a column \`timed_out\`: every \`await\` adds one.`,
    help: () => 'Give the column another name.',
    explain:
      'The rows of an `await` are the declared columns and then `timed_out boolean`, which says that the time was over before a signal came.',
    bad: inFlow('await signal go (timed_out boolean) timeout 1d'),
    good: inFlow('await signal go (too_late boolean) timeout 1d'),
  }),
} as const;

function columns(written: string | null): string {
  return written === null ? 'any JSON' : `\`(${written})\``;
}
