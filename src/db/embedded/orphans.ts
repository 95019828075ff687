import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends the backends of a server whose postmaster was killed. Most notice by themselves; one that computes does not.
 * Nothing is lost by it: what they had not committed, nobody will commit any more.
 */
export async function endOrphans(dataDir: string): Promise<void> {
  await sleep(100);
  // Elsewhere there is no cheap way to find them: the caller tries again until they are gone.
  if (process.platform !== 'linux') return;
  const home = realpathSync(dataDir);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readlinkSync(`/proc/${name}/cwd`) === home) process.kill(Number(name), 'SIGKILL');
    } catch {
      // Gone by now, or of another user and so none of ours.
    }
  }
}
