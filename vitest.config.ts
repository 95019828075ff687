import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes of their own: tests kill, change directories and load native state.
    pool: 'forks',
    // Most tests wait for a database more than they compute: two at a time also where there are two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Child processes of a test run the sources too.
    env: { NODE_OPTIONS: `--import ${new URL('test/support/run-typescript.mjs', import.meta.url).href}` },
  },
});
