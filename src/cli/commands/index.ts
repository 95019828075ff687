import type { CommandDefinition } from '../cli.ts';
import { cancel } from './cancel.ts';
import { check } from './check.ts';
import { compile } from './compile.ts';
import { deploy } from './deploy.ts';
import { explain } from './explain.ts';
import { history } from './history.ts';
import { init } from './init.ts';
import { list } from './list.ts';
import { run } from './run.ts';
import { show } from './show.ts';
import { signal } from './signal.ts';
import { start } from './start.ts';
import { worker } from './worker.ts';

/** Every command, in the order in which help lists them. */
export const commands: readonly CommandDefinition[] = [
  init,
  check,
  compile,
  deploy,
  start,
  run,
  worker,
  list,
  show,
  history,
  signal,
  cancel,
  explain,
];
