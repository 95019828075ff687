import type { PlannedStep, Run, StepAttempt } from '../../index.ts';
import type { Cli } from '../cli.ts';
import { attemptLine } from './attempt-line.ts';
import { paint } from './paint.ts';
import { runTree } from './run-tree.ts';

export interface RunProgress {
  readonly show: (run: Run, steps: readonly StepAttempt[]) => void;
  /** Something else is about to be written: it is not to be painted over. */
  readonly makeWay: () => void;
}

/** A run while it goes on: a tree that changes where there is a terminal, else a line for every attempt that ended. */
export function runProgress(cli: Cli, plan: readonly PlannedStep[]): RunProgress {
  return cli.stderr.isTerminal ? changingTree(cli, plan) : lines(cli);
}

function lines({ stderr }: Cli): RunProgress {
  const seen = new Set<string>();
  return {
    show(_run, steps) {
      for (const step of steps) {
        const id = `${step.node}/${step.iteration}/${step.attempt}/${step.finished_at}`;
        if (step.finished_at === null || seen.has(id)) continue;
        seen.add(id);
        stderr.write(`${attemptLine(step)}\n`);
      }
    },
    makeWay() {},
  };
}

/** Repaints its lines in place. What was painted last stays. */
function changingTree(cli: Cli, plan: readonly PlannedStep[]): RunProgress {
  const { stderr } = cli;
  const chalk = paint(cli.color.stderr);
  let painted = 0;
  return {
    show(run, steps) {
      const room = { columns: stderr.columns, rows: stderr.rows - 2 };
      const text = runTree(run, steps, plan, chalk, room, cli.environment.now());
      const back = painted > 0 ? `\u001b[${painted}A\r\u001b[J` : '';
      stderr.write(back + text.map((line) => `${line}\n`).join(''));
      painted = text.length;
    },
    makeWay() {
      painted = 0;
    },
  };
}
