import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes of their own: tests kill, change directories and load native state.
    pool: 'forks',
    // One file after another: several tests say how fast something is.
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Child processes of a test run the sources too.
    env: { NODE_OPTIONS: `--import ${new URL('test/support/run-typescript.mjs', import.meta.url).href}` },
  },
});
