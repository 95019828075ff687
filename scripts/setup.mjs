// Makes a clone ready to use: installs what package-lock.json names, builds dist. Quick when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { fingerprint } from './fingerprint.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules/.package-lock.json');
const stamp = join(root, 'node_modules/.pgdurable-lock');
const lockHash = createHash('sha256').update(readFileSync(lock)).digest('hex');

const [major] = process.versions.node.split('.');
if (Number(major) < 20) fail(`Node ${process.versions.node} is too old: pgdurable needs 20 or later`);
if (!isInstalled()) {
  say('installing dependencies (npm ci)');
  const npm = process.env.npm_execpath;
  const [command, before] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status, error } = spawnSync(command, [...before, 'ci'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) fail(`npm ci did not succeed${error === undefined ? '' : `: ${error.message}`}`);
  writeFileSync(stamp, lockHash);
}
if (!isBuilt()) {
  say('building dist');
  if (build() !== 0) fail('the build did not succeed');
}

/** npm says nothing of what it installed from; a tree younger than the lock file was installed from it. */
function isInstalled() {
  if (!existsSync(installed)) return false;
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash;
  return statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}

function isBuilt() {
  const built = join(root, 'dist/.sources');
  return existsSync(built) && readFileSync(built, 'utf8') === fingerprint(root);
}

function say(what) {
  process.stderr.write(`setup: ${what}\n`);
}

function fail(why) {
  process.stderr.write(`setup: ${why}\n`);
  process.exit(1);
}
