import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether there is a process of this number now, whoever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The arguments a process was started with; null when there is none of this number (a zombie counts as none).
 * Numbers are used again, so a number alone says nothing about who has it.
 */
export function commandLine(pid: number): string | null {
  try {
    const text = process.platform === 'linux' ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : ps('command=', pid);
    return text.trim() === '' ? null : text.trim();
  } catch {
    return null;
  }
}

/** When a process started, in a form that no other process of this number ever has; null when there is none. */
export function startOf(pid: number): string | null {
  try {
    if (process.platform !== 'linux') {
      const text = ps('lstart=', pid).trim();
      return text === '' ? null : text;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything; the rest counts from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return null;
  }
}

/** The same words for everybody who asks, whatever their locale and time zone. */
function ps(column: string, pid: number): string {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  return execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] });
}
