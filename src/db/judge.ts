import type pg from 'pg';
import type { Described, JudgeSession, SqlError, SqlJudge } from '../sql/judge.ts';
import { majorVersion } from './connect.ts';
import { executeOne, parseAndDescribe } from './extended-protocol.ts';
import { sqlErrorOf } from './sql-error.ts';
import { createTypeNames, type TypeNames } from './type-names.ts';

/**
 * Postgres as the judge, over one connection that belongs to it. Sessions wait for one another; within a session a
 * savepoint stands behind every statement, so that a refusal costs nothing but itself.
 */
export async function createJudge(client: pg.Client): Promise<SqlJudge> {
  const serverVersion = await majorVersion(client);
  const names = await createTypeNames(client);
  let last: Promise<unknown> = Promise.resolve();
  function session<T>(use: (session: JudgeSession) => Promise<T>): Promise<T> {
    const turn = last.then(() => inRolledBackTransaction(client, names, () => use(judgeSession(client, names))));
    last = turn.catch(() => {});
    return turn;
  }
  return {
    serverVersion,
    session,
    types: (written) => session((own) => own.types(written)),
  };
}

async function inRolledBackTransaction<T>(client: pg.Client, names: TypeNames, use: () => Promise<T>): Promise<T> {
  await begin(client);
  try {
    return await use();
  } finally {
    names.forget();
    await client.query('ROLLBACK');
  }
}

async function begin(client: pg.Client): Promise<void> {
  await client.query('BEGIN; SAVEPOINT judge');
}

function judgeSession(client: pg.Client, names: TypeNames): JudgeSession {
  return {
    async types(written) {
      const found = [];
      for (const name of written) {
        found.push(await judged(client, name, async () => ({ ok: true as const, type: await names.resolve(name) })));
      }
      return found;
    },
    describe: (statement, parameters) =>
      judged(client, statement, async (): Promise<Described> => {
        const oids: number[] = [];
        for (const type of parameters) oids.push(await names.oid(type));
        const fields = await parseAndDescribe(client, statement, oids);
        if (fields === null) return { ok: true, columns: null };
        const types = await names.print(fields.map((field) => ({ oid: field.dataTypeID, modifier: field.dataTypeModifier })));
        return { ok: true, columns: fields.map((field, at) => ({ name: field.name, type: types[at] as string })) };
      }),
    execute: (statement) =>
      judged(client, statement, async () => {
        names.forget();
        await executeOne(client, statement);
        if (client.getTransactionStatus() !== 'T') {
          await begin(client);
          return { ok: false as const, error: transactionEnded };
        }
        await client.query('SAVEPOINT judge');
        return { ok: true as const };
      }),
  };
}

const transactionEnded: SqlError = {
  code: '2D000',
  message: 'a statement must not end the transaction it runs in',
  detail: null,
  hint: null,
  position: null,
};

/** Turns the server's refusal of `text` into a value and takes the transaction back to where it was. */
async function judged<T>(
  client: pg.Client,
  text: string,
  ask: () => Promise<T>,
): Promise<T | { readonly ok: false; readonly error: SqlError }> {
  // The protocol ends a text at a zero byte: what follows would not be judged.
  const zero = text.indexOf('\0');
  if (zero !== -1) {
    return { ok: false, error: { code: '22021', message: 'invalid byte in SQL text: 0x00', detail: null, hint: null, position: zero } };
  }
  try {
    return await ask();
  } catch (thrown) {
    const error = sqlErrorOf(thrown, text);
    if (error === null || client.getTransactionStatus() === null) throw thrown;
    await client.query('ROLLBACK TO SAVEPOINT judge');
    return { ok: false, error };
  }
}
