import { declaredRow } from './columns.ts';
import { printRow, type RowType, type TypedColumn } from './row-type.ts';
import type { AwaitAction } from './typed-flow.ts';
import { report, type Typing } from './typing.ts';

/** The columns of an `await`: those of the signal, and whether the time was over before it came. */
export async function checkAwait(typing: Typing, action: AwaitAction): Promise<void> {
  const columns = action.columns === null ? null : await declaredRow(typing, action.columns);
  if (action.columns !== null && columns === null) return;
  const taken = action.columns?.columns.find(({ name }) => name.text === TIMED_OUT);
  if (taken !== undefined) {
    report(typing, 'timed-out-declared', taken.name.span, { signal: action.signal.text });
    return;
  }
  const [json, boolean] = await typing.book.known(['jsonb', 'boolean']);
  const payload = columns ?? [{ name: 'payload', type: json } as TypedColumn];
  typing.rows.set(action, [...payload, { name: TIMED_OUT, type: boolean } as TypedColumn]);
  checkAgreement(typing, action, columns);
  if (columns !== null) typing.signals.set(action, columns);
}

const TIMED_OUT = 'timed_out';

/** A sender knows the name of a signal, not which of several steps will take it: all expect the same. */
function checkAgreement(typing: Typing, action: AwaitAction, columns: RowType | null): void {
  const name = action.signal.text;
  const found = written(action, columns);
  for (const other of typing.rows.keys()) {
    if (other === action || other.kind !== 'await' || other.signal.text !== name) continue;
    const expected = written(other, typing.signals.get(other) ?? null);
    if (expected === found) return;
    const labels = [{ span: other.columns?.span ?? other.signal.span, message: 'expected here' }];
    report(
      typing,
      'signal-columns-differ',
      action.columns?.span ?? action.signal.span,
      { signal: name, first: expected, second: found },
      labels,
    );
    return;
  }
}

/** The columns as a declaration writes them; null where there is none. */
function written({ columns }: AwaitAction, row: RowType | null): string | null {
  if (row === null) return null;
  return row.map((column, i) => `${printRow([column])}${columns?.columns[i]?.nullable ? ' null' : ''}`).join(', ');
}
