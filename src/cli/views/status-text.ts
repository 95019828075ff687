import type { RunSummary } from '../../index.ts';
import { shortTime } from './time.ts';

/** A run's status with what it waits for and until when: `waiting for signal approval until ..` */
export function statusText({ status, waiting_for, waiting_until }: Pick<RunSummary, 'status' | 'waiting_for' | 'waiting_until'>): string {
  return `${status}${waiting_for === null ? '' : ` for ${waiting_for}`}${waiting_until === null ? '' : ` until ${shortTime(waiting_until)}`}`;
}
