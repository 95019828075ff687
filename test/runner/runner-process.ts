import { openDatabase } from '../../src/db/index.ts';
import { startRunner } from '../../src/runner/index.ts';

/** A runner in a process of its own, for tests that kill it: `node runner-process.ts URL`. */
const opened = await openDatabase(process.argv[2] ?? '');
if (!opened.ok) throw new Error(opened.problem.message);
const started = await startRunner({ database: opened.database });
if (!started.ok) throw new Error(JSON.stringify(started.refusal));
process.stdout.write('started\n');
