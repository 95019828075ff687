import type { JudgeSession, SqlError, TypeInfo, TypeText } from '../../../sql/index.ts';

export type FoundType = { readonly ok: true; readonly type: TypeInfo } | { readonly ok: false; readonly error: SqlError };

/** What the database says of types, asked once for each. Lives as long as one session: steps may create types. */
export interface TypeBook {
  /** Types as somebody wrote them. */
  find(names: readonly TypeText[]): Promise<readonly FoundType[]>;
  /** Types that the database itself named. */
  known(names: readonly TypeText[]): Promise<readonly TypeInfo[]>;
}

export function openTypeBook(session: JudgeSession): TypeBook {
  const book = new Map<TypeText, TypeInfo>();
  const find = async (names: readonly TypeText[]): Promise<readonly FoundType[]> => {
    const unknown = [...new Set(names)].filter((name) => !book.has(name));
    const answers = new Map<TypeText, FoundType>();
    if (unknown.length > 0) {
      const found = await session.types(unknown);
      unknown.forEach((name, i) => {
        const answer = found[i] as FoundType;
        answers.set(name, answer);
        // A type that is not there may be created by a later step, so a refusal is not kept.
        if (answer.ok) book.set(name, answer.type);
      });
    }
    return names.map((name) => {
      const type = book.get(name);
      return type === undefined ? (answers.get(name) as FoundType) : { ok: true, type };
    });
  };
  return {
    find,
    known: async (names) =>
      (await find(names)).map((found, i) => {
        if (!found.ok) throw new Error(`the database does not know its own type ${names[i]}: ${found.error.message}`);
        return found.type;
      }),
  };
}
