// Builds dist: TypeScript to JavaScript, and the engine's SQL beside it. The old dist stays until the new one is whole.
import { spawnSync } from 'node:child_process';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fingerprint } from './fingerprint.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The exit code of the compiler. */
export function build() {
  const sources = fingerprint(root);
  const made = join(root, `node_modules/.build-${process.pid}`);
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), '--noEmitOnError', '--outDir', made], {
    stdio: 'inherit',
  });
  if (status !== 0) {
    rmSync(made, { recursive: true, force: true });
    return status ?? 1;
  }
  cpSync(join(root, 'src/engine'), join(made, 'engine'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
  writeFileSync(join(made, '.sources'), sources);
  putInPlace(made, join(root, 'dist'));
  return 0;
}

/** Another build may do the same at this moment: whoever comes last wins. */
function putInPlace(made, dist) {
  const old = `${made}-old`;
  for (;;) {
    try {
      renameSync(dist, old);
      rmSync(old, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    try {
      return renameSync(made, dist);
    } catch (error) {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = build();
