import type { Slot } from '../graph/index.ts';
import type { Scope } from './references.ts';
import { variableType } from './types.ts';

/** The variables of a binding: number of rows, all values as text, and the values of the only row. */
export function declareSlot(slot: Slot, { variables }: Scope): string[] {
  return [
    `  ${variables.rows(slot.id)} int; "@made ${slot.id}" boolean;`,
    ...slot.columns.map(
      (column, i) => `  ${variables.column(slot.id, i)} text[]; ${variables.value(slot.id, i)} ${variableType(column.type)};`,
    ),
  ];
}

/** What earlier slices have bound. */
export function loadSlots(slots: readonly Slot[], { variables }: Scope): string[] {
  if (slots.length === 0) return [];
  return [
    '  for "@row" in select v.slot, v.nrows, v.vals from unnest("@claim".vals) v loop',
    '    case "@row".slot',
    ...slots.flatMap((slot) => [
      `      when ${slot.id} then`,
      `        ${variables.rows(slot.id)} := "@row".nrows;`,
      ...slot.columns.map((_, i) => {
        const from = i === 0 ? '1' : `${i} * "@row".nrows + 1`;
        const to = i === 0 ? '"@row".nrows' : `${i + 1} * "@row".nrows`;
        return `        ${variables.column(slot.id, i)} := "@row".vals[${from}:${to}];`;
      }),
      ...readOnlyRow(slot, variables, '        '),
    ]),
    '      else null;',
    '    end case;',
    '  end loop;',
  ];
}

/** The columns of a binding's only row as values of their types. */
export function readOnlyRow(slot: Slot, variables: Scope['variables'], indent: string): string[] {
  if (slot.hidden) return [];
  return [
    `${indent}if ${variables.rows(slot.id)} = 1 then`,
    ...slot.columns.map((_, i) => `${indent}  ${variables.value(slot.id, i)} := ${variables.column(slot.id, i)}[1];`),
    `${indent}end if;`,
  ];
}

export function saveSlot(slot: Slot, { variables }: Scope): string[] {
  const values = slot.columns.map((_, i) => variables.column(slot.id, i)).join(' || ');
  const when = slot.hidden ? `"@made ${slot.id}" and "@slice".status <> 1` : `"@made ${slot.id}"`;
  return [
    `  if ${when} then "@slice".vals := "@slice".vals || row(${slot.id}, ${variables.rows(slot.id)}, ${values})::pgdurable.value; end if;`,
  ];
}
