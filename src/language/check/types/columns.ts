import { didYouMean } from '../../../diagnostics/did-you-mean.ts';
import type { TypeInfo } from '../../../sql/index.ts';
import type * as ast from '../../ast.ts';
import { type RowType, type TypedColumn, UNNAMED } from './row-type.ts';
import { report, type Typing } from './typing.ts';

/** Types as people coming from other languages write them. */
const foreignNames: Readonly<Record<string, string>> = {
  string: 'text',
  str: 'text',
  number: 'numeric',
  long: 'bigint',
  int64: 'bigint',
  int32: 'integer',
  double: 'double precision',
  datetime: 'timestamptz',
  blob: 'bytea',
  object: 'jsonb',
  serial: 'integer',
  bigserial: 'bigint',
};

const commonTypes =
  'bigint boolean bytea character cidr date decimal inet int integer interval json jsonb money numeric real smallint text time timestamp timestamptz uuid varchar'.split(
    ' ',
  );

/** The types of names with a type, as they are written. Null where one is not usable: that is said at its place. */
export async function typesOf(
  typing: Typing,
  columns: readonly { readonly name: ast.Name; readonly type: ast.TypeName }[],
): Promise<readonly (TypeInfo | null)[]> {
  const found = await typing.book.find(columns.map((column) => column.type.text));
  return columns.map(({ name, type }, i) => {
    const answer = found[i] as (typeof found)[number];
    if (!answer.ok) {
      const written = type.text.toLowerCase();
      const suggestion = foreignNames[written] ?? didYouMean(written, commonTypes);
      report(typing, 'unknown-type', type.span, { type: type.text, error: answer.error.message, suggestion });
      return null;
    }
    if (isPseudo(answer.type)) {
      report(typing, 'pseudo-type', type.span, { type: answer.type.name, of: `\`${name.text}\``, written: true });
      return null;
    }
    return answer.type;
  });
}

/** The row type of columns that are written out; null where one of the types is not usable. */
export async function declaredRow(typing: Typing, { columns }: ast.Columns): Promise<RowType | null> {
  const types = await typesOf(typing, columns);
  const row = columns.flatMap(({ name }, i) => {
    const type = types[i] ?? null;
    return type === null ? [] : [{ name: name.text, type }];
  });
  return row.length === columns.length ? row : null;
}

export function isPseudo(type: TypeInfo): boolean {
  return type.kind === 'pseudo';
}

export type Unkeepable = { readonly kind: 'empty' } | { readonly kind: 'duplicate' | 'unnamed' | 'pseudo'; readonly column: TypedColumn };

/** Why rows cannot be kept under the names of their columns; null if they can. */
export function unkeepable(row: RowType): Unkeepable | null {
  if (row.length === 0) return { kind: 'empty' };
  for (const [i, column] of row.entries()) {
    if (isPseudo(column.type)) return { kind: 'pseudo', column };
    if (column.name === UNNAMED && row.length > 1) return { kind: 'unnamed', column };
    if (row.findIndex((other) => other.name === column.name) < i) return { kind: 'duplicate', column };
  }
  return null;
}
