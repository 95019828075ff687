import pg from 'pg';
import type { SqlError } from '../sql/judge.ts';

/** The server's refusal of `text` as a value; null where the error is something else. */
export function sqlErrorOf(error: unknown, text: string): SqlError | null {
  if (!(error instanceof pg.DatabaseError)) return null;
  return {
    code: error.code ?? 'XX000',
    message: error.message,
    detail: error.detail ?? null,
    hint: error.hint ?? null,
    position: error.position === undefined ? null : utf16Offset(text, Number(error.position)),
  };
}

/** The server counts code points from 1, JavaScript counts UTF-16 units from 0. */
export function utf16Offset(text: string, position: number): number {
  let offset = 0;
  for (let rest = position - 1; rest > 0 && offset < text.length; rest--) offset += (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
  return offset;
}

/** Codes by which the server says that it ends this connection: its administrator, a crash, a shutdown. */
const LOST_CODES = new Set(['57P01', '57P02', '57P03', '57P05']);

/** Whether the connection is gone, so that nobody knows what the server still did. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return LOST_CODES.has(error.code ?? '') || (error.code ?? '').startsWith('08');
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/.test(code)) return true;
  return /^Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|^timeout expired/.test(
    error.message,
  );
}
