import type { BindingSite } from '../../resolve/types.ts';
import { unkeepable } from './columns.ts';
import { rowsOfSites } from './merged-row.ts';
import { type Result, resultOfAction } from './results.ts';
import { fits, printRow, type RowType, UNNAMED } from './row-type.ts';
import type { Typing } from './typing.ts';
import { report } from './typing.ts';

/** Whether there is something to bind, whether it is what is written out, and whether what is read can be kept. */
export function checkBindings(typing: Typing): void {
  for (const site of typing.resolved.sites) {
    const result = resultOfAction(typing, site.step.action);
    if (result.kind === 'none') reportNothing(typing, site, result);
    if (result.kind !== 'rows') continue;
    const declared = typing.declared.get(site.step);
    if (declared !== undefined && !fits(result.columns, declared)) {
      const facts = { binding: site.name.text, declared: printRow(declared), found: printRow(result.columns) };
      report(typing, 'declared-columns-differ', site.step.bind?.columns?.span ?? site.name.span, facts);
    } else if (typing.read.has(site)) checkKeepable(typing, site, result.columns);
  }
  for (const { target } of [...typing.resolved.references.values()].flat())
    if (target.kind === 'binding') rowsOfSites(typing, target.sites);
}

function reportNothing(typing: Typing, site: BindingSite, { because }: Extract<Result, { kind: 'none' }>): void {
  const binding = site.name.text;
  if (because === 'statement') report(typing, 'no-rows-to-bind', site.name.span, { binding });
  if (because === 'arms') report(typing, 'arms-without-common-rows', site.name.span, { binding });
}

function checkKeepable(typing: Typing, site: BindingSite, columns: RowType): void {
  const of = `The binding \`${site.name.text}\``;
  const trouble = unkeepable(columns);
  if (trouble?.kind === 'empty') report(typing, 'no-columns', site.name.span, { of });
  else if (trouble?.kind === 'duplicate') report(typing, 'duplicate-column', site.name.span, { of, column: trouble.column.name });
  else if (trouble?.kind === 'pseudo') {
    report(typing, 'pseudo-type', site.name.span, {
      of: `Column \`${trouble.column.name}\` of \`${site.name.text}\``,
      type: trouble.column.type.name,
      written: false,
    });
  } else if (trouble?.kind === 'unnamed' || (columns[0]?.name === UNNAMED && isReadByName(typing, site)))
    report(typing, 'unnamed-column', site.name.span, { of });
}

/** Whether a reference to it is other than `$b` alone, which needs no name of a column. */
function isReadByName({ resolved }: Typing, site: BindingSite): boolean {
  return [...resolved.references.values()]
    .flat()
    .some(
      ({ reference, target }) => target.kind === 'binding' && target.sites.includes(site) && (reference.star || reference.column !== null),
    );
}
