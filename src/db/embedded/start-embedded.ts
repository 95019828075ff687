import { serverAccount } from './account.ts';
import { type Attachment, attach, EmbeddedServerFailure } from './attach.ts';
import { type Home, openHome } from './home.ts';

/** The server of a project, shared with every other command that uses it. */
export interface EmbeddedServer {
  /** Of the project's database, as the role that owns it. Good as long as the server is not released. */
  readonly url: string;
  /** Of Postgres, e.g. `18.4`. */
  readonly version: string;
  /** Says that this command is done with it. The end of the process says the same. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly projectDir: string;
  /** What takes time, while it does. */
  readonly onProgress?: (message: string) => void;
}

/**
 * Starts the server of a project, or joins those who use it. It keeps no process alive that has nothing else to do.
 * Throws EmbeddedServerFailure when the server cannot be started.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  let home: Home;
  let current: Attachment;
  try {
    home = await openHome(options.projectDir, await serverAccount(options.projectDir));
    current = await attach(home, { ...options, ref: true });
  } catch (error) {
    // The operating system says no: a folder of another user, a full disk, no more processes.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw new EmbeddedServerFailure((error as Error).message);
    throw error;
  }
  let released = false;
  // The server outlives a killed supervisor, but somebody has to look after it while we use it.
  async function follow(): Promise<void> {
    while (await current.orphaned) {
      current = await attach(home, { projectDir: options.projectDir, ref: false });
      if (released) await current.release();
    }
  }
  // When no other can be started the server goes on without; whoever starts next finds it.
  follow().catch(() => {});
  return {
    url: current.url,
    version: current.version,
    async release() {
      released = true;
      await current.release();
    },
  };
}
