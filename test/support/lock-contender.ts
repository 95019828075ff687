// Takes a lock as often as it can until killed: node lock-contender.ts <dir> <ledger>
// Holds it to its end, so it writes one line and waits to be killed; without the lock it tries again.
import { appendFileSync } from 'node:fs';
import { acquireLock } from '../../src/db/embedded/lock.ts';

const [dir, ledger] = process.argv.slice(2) as [string, string];
process.stdout.write('ready\n');
for (;;) {
  if (acquireLock(dir) !== null) {
    appendFileSync(ledger, `${process.pid}\n`);
    setInterval(() => {}, 1_000);
    break;
  }
  await new Promise((resolve) => setImmediate(resolve));
}
