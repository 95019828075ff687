/** Without an answer of the database for this long a runner is not well. */
const SILENT_MS = 10_000;

export interface Health {
  readonly ok: boolean;
  readonly body: { readonly status: 'ok' | 'silent' | 'stopping'; readonly runner: string; readonly lastContact: string | null };
}

export function healthOf(runner: string, lastContact: Date | null, stopping: boolean, now: Date): Health {
  const recent = lastContact !== null && now.getTime() - lastContact.getTime() <= SILENT_MS;
  const status = stopping ? 'stopping' : recent ? 'ok' : 'silent';
  return { ok: status === 'ok', body: { status, runner, lastContact: lastContact?.toISOString() ?? null } };
}
