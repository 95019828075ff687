import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes of their own: tests kill, change directories and load native state.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
