// The command line from the sources, in a process of its own: node command-process.ts <command> ..
import { runProcess } from '../../src/cli/process.ts';

await runProcess();
