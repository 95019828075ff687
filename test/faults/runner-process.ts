// A runner in a process of its own, for tests that kill it: node runner-process.ts <url> [<grace in ms>]
// Writes its events as lines of JSON; ends with 0 after SIGTERM.
import { openDatabase } from '../../src/db/index.ts';
import { startRunner } from '../../src/runner/index.ts';

const [url = '', grace] = process.argv.slice(2);
const opened = await openDatabase(url, { max: 1 });
if (!opened.ok) throw new Error(opened.problem.message);
const started = await startRunner({
  database: opened.database,
  batchers: 2,
  ...(grace === undefined ? {} : { graceMs: Number(grace) }),
  log: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
});
if (!started.ok) throw new Error(JSON.stringify(started.refusal));
process.once('SIGTERM', () => void started.runner.stop().then(() => process.exit(0)));
