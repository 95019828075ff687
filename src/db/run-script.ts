import type pg from 'pg';
import { LineIndex } from '../source/index.ts';
import type { SqlError } from '../sql/judge.ts';
import { scanSql } from '../sql/scan.ts';
import { runBatch } from './batch.ts';
import { sqlErrorOf } from './sql-error.ts';

export interface ScriptNotice {
  readonly severity: string;
  readonly message: string;
}

export type ScriptResult =
  | { readonly ok: true; readonly notices: readonly ScriptNotice[] }
  | {
      readonly ok: false;
      readonly error: SqlError;
      /** UTF-16 offset in the text: where the server points to, else where the failed statement begins; null when neither is known. */
      readonly offset: number | null;
      /** The line of `offset`, from 1. */
      readonly line: number | null;
      readonly notices: readonly ScriptNotice[];
    };

/**
 * Runs a text of several statements: all of it or, where it holds no transaction control of its own, nothing. What the
 * server refuses is a value; it throws when the connection is lost.
 */
export async function runScript(client: pg.ClientBase, text: string): Promise<ScriptResult> {
  const notices: ScriptNotice[] = [];
  const listener = (notice: { severity?: string | undefined; message?: string | undefined }) => {
    notices.push({ severity: notice.severity ?? 'NOTICE', message: notice.message ?? '' });
  };
  client.on('notice', listener);
  try {
    const { completed, error } = await runBatch(client, text);
    if (error === null) return { ok: true, notices };
    const refused = sqlErrorOf(error, text);
    if (refused === null) throw error;
    const offset = refused.position ?? scanSql(text).statements[completed]?.start ?? null;
    return { ok: false, error: refused, offset, line: offset === null ? null : new LineIndex(text).positionAt(offset).line, notices };
  } finally {
    client.off('notice', listener);
  }
}
