import { type Database, EmbeddedServerFailure, openDatabase, startEmbedded } from '../db/index.ts';
import { diagnose, type Phase } from '../diagnostics/index.ts';
import type { DatabaseChoice } from './choose-database.ts';
import { describeProblem } from './describe-problem.ts';

/** A server that can be connected to. `where` names it for people and holds no password. */
export interface Server {
  readonly url: string;
  readonly where: string;
  /** What goes with the project directory, and nobody else uses. */
  readonly embedded: boolean;
  release(): Promise<void>;
}

export interface OpenedDatabase {
  readonly database: Database;
  readonly where: string;
  readonly embedded: boolean;
  close(): Promise<void>;
}

export type Progress = (what: string) => void;

/** The server of a choice; the embedded one of `root` is started if it does not run. */
export async function openServer(choice: DatabaseChoice, root: string, onProgress: Progress): Promise<Phase<Server | null>> {
  if (choice.kind === 'url') {
    return { value: { url: choice.url, where: placeOf(choice.url), embedded: false, release: async () => {} }, diagnostics: [] };
  }
  try {
    const server = await startEmbedded({ projectDir: root, onProgress });
    return { value: { url: server.url, where: 'the embedded Postgres', embedded: true, release: () => server.release() }, diagnostics: [] };
  } catch (error) {
    if (!(error instanceof EmbeddedServerFailure)) throw error;
    return { value: null, diagnostics: [diagnose('embedded-failed', null, { reason: error.message })] };
  }
}

/** Opens a database and makes sure that it answers. */
export async function openChosenDatabase(
  choice: DatabaseChoice,
  root: string,
  onProgress: Progress,
): Promise<Phase<OpenedDatabase | null>> {
  const server = await openServer(choice, root, onProgress);
  if (server.value === null) return { value: null, diagnostics: server.diagnostics };
  const { url, where, embedded, release } = server.value;
  const opened = await openDatabase(url);
  if (!opened.ok) {
    await release();
    return { value: null, diagnostics: [describeProblem(opened.problem, where)] };
  }
  const { database } = opened;
  const close = async (): Promise<void> => {
    await database.close();
    await release();
  };
  return { value: { database, where, embedded, close }, diagnostics: [] };
}

/** Host and database of a URL, without user and password. */
function placeOf(text: string): string {
  const url = new URL(text);
  const host = url.host || url.searchParams.get('host') || 'localhost';
  return `the database ${host}${url.pathname === '/' ? '' : url.pathname}`;
}
