import { statSync } from 'node:fs';
import { type Account, runProgram } from './run-program.ts';

/**
 * Postgres refuses to run as root. As root the server runs as the owner of the project, or, where that is root too,
 * as an unprivileged user of the system.
 */
export async function serverAccount(projectDir: string): Promise<Account> {
  if (process.geteuid?.() !== 0) return null;
  const owner = statSync(projectDir);
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return unprivilegedAccount();
}

/** A user that every system of this kind has; initdb insists on one that has a name. Null where this process is not root. */
export async function unprivilegedAccount(): Promise<Account> {
  if (process.geteuid?.() !== 0) return null;
  for (const name of process.platform === 'darwin' ? ['_postgres'] : ['nobody', 'postgres', 'daemon']) {
    const [uid, gid] = await Promise.all([runProgram('id', ['-u', name], { as: null }), runProgram('id', ['-g', name], { as: null })]);
    if (uid.code === 0 && gid.code === 0 && uid.output !== '0') return { uid: Number(uid.output), gid: Number(gid.output) };
  }
  throw new Error('Postgres does not run as root, and this system has no user nobody, postgres or daemon to run it as');
}
