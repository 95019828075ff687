import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory with these files that is gone after the test, or when `end` says. */
export function temporaryDirectory(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  end: (remove: () => void) => void = onTestFinished,
): string {
  const root = mkdtempSync(join(tmpdir(), 'pgdurable-test-'));
  chmodSync(root, 0o755);
  end(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Permissions mean nothing to root: what a test says of them is tried as somebody else then. */
export async function asOrdinaryUser<T>(attempt: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return attempt();
  process.seteuid?.(65_534);
  try {
    return await attempt();
  } finally {
    process.seteuid?.(0);
  }
}
