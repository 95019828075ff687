import { Chalk, type ChalkInstance } from 'chalk';

/** Colours, or none. */
export function paint(color: boolean): ChalkInstance {
  return new Chalk({ level: color ? 1 : 0 });
}
