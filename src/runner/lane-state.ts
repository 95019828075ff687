/** What a runner knows of one lane of one part. Times are those of `Time.now`. */
export interface LaneState {
  /** When there is work next; Infinity when nothing is known. */
  due: number;
  /** Not to be tried before, whatever is due: the last try found nothing, or somebody is at it. */
  notBefore: number;
  /** How long the last fruitless try was waited after. */
  pause: number;
  /** Own workers that are at it. */
  workers: number;
  servedAt: number;
  /** When this state was last learnt from more than a look around: older looks do not overrule it. */
  learntAt: number;
}

const FIRST_PAUSE_MS = 5;
/** What is due and cannot be claimed is in the hands of somebody who may die: his work is taken over within this time. */
const LONGEST_PAUSE_MS = 400;

export function createLaneState(): LaneState {
  return { due: Number.POSITIVE_INFINITY, notBefore: 0, pause: 0, workers: 0, servedAt: 0, learntAt: Number.NEGATIVE_INFINITY };
}

/** When the lane can be tried next. */
export function readyAt(lane: LaneState): number {
  return Math.max(lane.due, lane.notBefore);
}

export function foundNothing(lane: LaneState, now: number): void {
  lane.pause = Math.min(Math.max(lane.pause * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
  lane.notBefore = now + lane.pause;
}

export function foundWork(lane: LaneState, now: number): void {
  lane.pause = 0;
  lane.notBefore = 0;
  lane.learntAt = now;
}
