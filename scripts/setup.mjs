// Makes a clone ready to use: installs what package-lock.json names, builds dist. Quick when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { fingerprint } from './fingerprint.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major] = process.versions.node.split('.');
if (Number(major) < 20) fail(`Node ${process.versions.node} is too old: pgdurable needs 20 or later`);
install(root);
// The tests also want the oldest supported Postgres.
if (process.argv.includes('--tests')) install(join(root, 'test/support/postgres-14'));
if (!isBuilt()) {
  say('building dist');
  if (build() !== 0) fail('the build did not succeed');
}

function install(folder) {
  if (isInstalled(folder)) return;
  say(`installing ${folder === root ? 'dependencies' : 'Postgres 14 for the tests'} (npm ci)`);
  const npm = process.env.npm_execpath;
  const [command, before] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status, error } = spawnSync(command, [...before, 'ci'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) fail(`npm ci did not succeed${error === undefined ? '' : `: ${error.message}`}`);
  writeFileSync(join(folder, 'node_modules/.pgdurable-lock'), lockHash(folder));
}

/** npm says nothing of what it installed from: the stamp does, or a tree that is younger than the lock file. */
function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  const stamp = join(folder, 'node_modules/.pgdurable-lock');
  if (!existsSync(installed)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(folder)) return true;
  return statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

function lockHash(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
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
