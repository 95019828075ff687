import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandLine } from './process-identity.ts';

/** What a postmaster writes about itself into its data directory. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

export function readPidFile(dataDir: string): PidFile | null {
  let lines: string[];
  try {
    lines = readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  // Lines are added while the server starts; the pid comes first.
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]), status: (lines[7] ?? '').trim() } : null;
}

/** The postmaster that runs on a data directory now; null when there is none, whatever a file left behind says. */
export function runningPostmaster(dataDir: string): PidFile | null {
  const file = readPidFile(dataDir);
  return file !== null && commandLine(file.pid)?.includes(`-D ${dataDir} `) ? file : null;
}
