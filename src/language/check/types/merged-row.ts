import type { BindingSite } from '../../resolve/types.ts';
import { resultOfStep } from './results.ts';
import { commonRow, printRow, type RowType } from './row-type.ts';
import type { Rows } from './typed-flow.ts';
import { report, type Typing } from './typing.ts';

/** What a reference to a name finds that these sites may have bound; null where it is not known (and said elsewhere why). */
export function rowsOfSites(typing: Typing, sites: readonly BindingSite[]): Rows | null {
  const [first, ...others] = sites.map((site) => ({ site, result: resultOfStep(typing, site.step) }));
  if (first === undefined || first.result.kind !== 'rows') return null;
  let columns: RowType = first.result.columns;
  const from = [...first.result.from];
  for (const { site, result } of others) {
    if (result.kind !== 'rows') return null;
    const common = commonRow(columns, result.columns);
    if (common === null) {
      reportDisagreement(typing, first.site, columns, site, result.columns);
      return null;
    }
    columns = common;
    from.push(...result.from);
  }
  return { columns, from };
}

function reportDisagreement(typing: Typing, first: BindingSite, firstRow: RowType, second: BindingSite, secondRow: RowType): void {
  if (typing.disagreeing.has(second)) return;
  typing.disagreeing.add(second);
  const facts = { binding: second.name.text, first: printRow(firstRow), second: printRow(secondRow) };
  report(typing, 'bindings-differ', second.name.span, facts, [{ span: first.name.span, message: `columns: ${printRow(firstRow)}` }]);
}
