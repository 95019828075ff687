import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** One shell for all commands of a page, as its reader has: directory, `$?` and jobs go on from one to the next. */
export interface Shell {
  /** Where it began. */
  readonly home: string;
  /** What a command prints, on both streams. */
  run(command: string): Promise<string>;
  close(): void;
}

export function openShell(): Shell {
  const root = mkdtempSync(path.join(os.tmpdir(), 'pgdurable-docs-'));
  // As root the embedded server is another user, who has to get there.
  chmodSync(root, 0o755);
  const home = path.join(root, 'home');
  mkdirSync(home);
  mkdirSync(path.join(root, 'bin'));
  // What the reader's alias stands for.
  const program = path.join(root, 'bin', 'pgdurable');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('bin/pgdurable.js')}' "$@"\n`, { mode: 0o755 });
  const { NODE_OPTIONS: _, DATABASE_URL: __, PGDURABLE_DATABASE_URL: ___, ...variables } = process.env;
  const env = { ...variables, PATH: `${path.dirname(program)}:${process.env.PATH}` };
  const shell = spawn('bash', ['--noprofile', '--norc'], { cwd: home, env, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  shell.stdin.write('exec 2>&1\n');

  let output = '';
  let wake = (): void => {};
  shell.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    wake();
  });
  let gone = false;
  shell.once('exit', () => {
    gone = true;
    wake();
  });
  let count = 0;
  return {
    home,
    async run(command) {
      const mark = `--- end of command ${++count} ---`;
      // Keeps `$?` for the next command.
      shell.stdin.write(`${command}\n__status=$?; echo '${mark}'; (exit $__status)\n`);
      while (!output.includes(`${mark}\n`)) {
        if (gone) throw new Error(`the shell ended in: ${command}\n${output}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const at = output.indexOf(`${mark}\n`);
      const printed = output.slice(0, at);
      output = output.slice(at + mark.length + 1);
      return printed;
    },
    close() {
      // Its group: what a failed page left in the background ends too.
      if (!gone) process.kill(-(shell.pid as number), 'SIGKILL');
      rmSync(root, { recursive: true, force: true });
    },
  };
}
