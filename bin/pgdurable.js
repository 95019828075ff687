#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/index.js', import.meta.url);
if (existsSync(program)) {
  const { runProcess } = await import(program.href);
  await runProcess();
} else {
  process.stderr.write('pgdurable is not built here yet: npm run setup\n');
  process.exitCode = 4;
}
