// Lets a plain `node` process run the sources: given to child processes of the tests by NODE_OPTIONS (vitest.config.ts).
import { register } from 'node:module';

register('./run-typescript-hooks.mjs', import.meta.url);
