import { createLaneState, foundNothing, foundWork, type LaneState, readyAt } from './lane-state.ts';

/**
 * Where there is work, as far as this runner knows: what the scout has seen, what notifications say, what its own workers
 * have met. It is a guess that saves queries: the claims in the database decide.
 */
export interface Board {
  /** What a look around, begun at `askedAt`, has found; parts and lanes that are not in it have nothing. */
  report(found: readonly DueLane[], askedAt: number, now: number): void;
  /** New work in a part; null: somewhere. */
  hint(part: number | null, now: number): void;

  /** The low-water marks, one per part, for a look around. */
  marks(): readonly (string | null)[];
  /** A look before a part's mark has found due tokens there, from `due` on. */
  behindMark(part: number, due: string): void;
  /** How long the last look before the marks took, in milliseconds: whether claiming from the beginning is cheap. */
  fullLookTook(ms: number): void;

  takeBatch(now: number): BatchJob | null;
  finishBatch(part: number, outcome: BatchOutcome, now: number): void;
  takeAlone(now: number): AloneJob | null;
  finishAlone(job: AloneJob, worked: boolean, now: number): void;
  /** A connection was lost while it worked on this part: what is claimed next in it is claimed alone. */
  suspect(part: number): void;

  /** When `takeBatch` or `takeAlone` will have something, as far as is known. */
  batchReadyAt(): number;
  aloneReadyAt(): number;
  batchesRunning(): number;
  /** When a worker last found work. */
  lastWorkAt(): number;
  /** When a batch last moved more than a few tokens: more is expected, and looking is cheaper than being told of each. */
  lastBusyAt(): number;
  /** Whether something happened that only a look around can judge; asking takes the wish away. */
  wantsLook(): boolean;
}

export interface DueLane {
  readonly part: number;
  readonly lane: 0 | 1;
  readonly inMs: number;
  /** The earliest due time as the server writes it. */
  readonly due: string;
}

export interface BatchJob {
  readonly part: number;
  /** The low-water mark; null: claim from the beginning. */
  readonly mark: string | null;
  /** Work only if nobody else with a seat works in this part. */
  readonly seat: boolean;
}

export interface BatchOutcome {
  readonly moved: number;
  readonly mark: string | null;
  /** The whole budget was used: there is more. */
  readonly more: boolean;
  /** Its runs took so long that they must have waited for something. */
  readonly slow?: boolean;
  /** Somebody else has the part's seat, or the licence for what is due. */
  readonly taken?: boolean;
}

export interface AloneJob {
  readonly part: number;
  readonly suspect: boolean;
}

interface PartState {
  readonly batch: LaneState;
  readonly alone: LaneState;
  mark: string | null;
  /** There are or may be due tokens before the mark: the next batch claims from there; null: from the beginning. */
  probe: { readonly from: string | null } | null;
  /** One worker is not enough: there is more to do, and it is not the cores that limit it. */
  hot: boolean;
  /** The earliest due time of the last look, and since when it has been that. */
  earliest: string | null;
  earliestSince: number;
  /** Claims that are still to be made alone. */
  suspect: number;
}

/** Tokens that a CALL moves when the runner is busy. */
const BUSY_BATCH = 8;
/** Where nothing has moved for so long, who has the seat is busy with a slow step, or stands still: it is not waited for. */
const STUCK_MS = 300;
const CHEAP_LOOK_MS = 3;
const SUSPECT_CLAIMS = 64;
/** While a step runs alone, its token still looks due. Another worker tries the lane no sooner than this. */
const ALONE_TURN_MS = 100;

export function createBoard(partCount: number): Board {
  const parts: readonly PartState[] = Array.from({ length: partCount }, () => ({
    batch: createLaneState(),
    alone: createLaneState(),
    mark: null,
    probe: null,
    hot: false,
    earliest: null,
    earliestSince: 0,
    suspect: 0,
  }));
  let lastWorkAt = Number.NEGATIVE_INFINITY;
  let lastBusyAt = Number.NEGATIVE_INFINITY;
  let lookWanted = true;
  let probesAreCheap = true;

  const batchReady = (part: PartState): number =>
    part.suspect > 0 || (part.batch.workers > 0 && !part.hot) ? Number.POSITIVE_INFINITY : readyAt(part.batch);
  const aloneReady = (part: PartState): number =>
    part.suspect > 0 ? Math.max(part.alone.notBefore, Math.min(part.batch.due, part.alone.due)) : readyAt(part.alone);

  return {
    report(found, askedAt, now) {
      for (const [index, part] of parts.entries()) {
        for (const [lane, state] of [part.batch, part.alone].entries()) {
          const due = found.find((each) => each.part === index && each.lane === lane);
          if (lane === 0 && part.earliest !== (due?.due ?? null)) {
            part.earliest = due?.due ?? null;
            part.earliestSince = now;
          }
          if (state.learntAt > askedAt) continue;
          state.due = due === undefined ? Number.POSITIVE_INFINITY : now + due.inMs;
        }
      }
    },
    hint(index, now) {
      for (const part of index === null ? parts : parts.slice(index, index + 1)) {
        foundWork(part.batch, now);
        part.batch.due = now;
      }
    },

    marks: () => parts.map((part) => (part.probe === null ? part.mark : part.probe.from)),
    behindMark(index, due) {
      parts[index]!.probe = { from: due };
    },
    fullLookTook(ms) {
      probesAreCheap = ms <= CHEAP_LOOK_MS;
    },

    takeBatch(now) {
      let best = -1;
      for (const [index, part] of parts.entries()) {
        if (batchReady(part) <= now && (best < 0 || isMoreUrgent(part.batch, parts[best]!.batch))) best = index;
      }
      const part = parts[best];
      if (part === undefined) return null;
      part.batch.workers += 1;
      part.batch.servedAt = now;
      const mark = part.probe === null ? part.mark : part.probe.from;
      part.probe = null;
      const stuck = part.earliest !== null && now - part.earliestSince > STUCK_MS;
      return { part: best, mark, seat: !part.hot && !stuck };
    },
    finishBatch(index, outcome, now) {
      const part = parts[index]!;
      part.batch.workers -= 1;
      part.hot = outcome.more && outcome.slow === true;
      if (outcome.moved > 0) {
        foundWork(part.batch, now);
        part.mark = outcome.mark ?? part.mark;
        part.batch.due = outcome.more ? now : Number.POSITIVE_INFINITY;
        lastWorkAt = now;
        if (outcome.moved >= BUSY_BATCH) lastBusyAt = now;
      } else {
        foundNothing(part.batch, now);
        // It may lie before the mark. Where many dead entries lie there too, the next look will tell.
        if (outcome.taken !== true && probesAreCheap) part.probe = { from: null };
      }
      if (outcome.taken !== true) lookWanted = true;
    },

    takeAlone(now) {
      let best = -1;
      for (const [index, part] of parts.entries()) {
        if (aloneReady(part) <= now && (best < 0 || isMoreUrgent(part.alone, parts[best]!.alone))) best = index;
      }
      const part = parts[best];
      if (part === undefined) return null;
      part.alone.workers += 1;
      part.alone.servedAt = now;
      part.alone.notBefore = now + Math.max(part.alone.pause, ALONE_TURN_MS);
      return { part: best, suspect: part.suspect > 0 };
    },
    finishAlone(job, worked, now) {
      const part = parts[job.part]!;
      part.alone.workers -= 1;
      if (worked) {
        foundWork(part.alone, now);
        if (job.suspect && part.suspect > 0) part.suspect -= 1;
        lastWorkAt = now;
      } else {
        foundNothing(part.alone, now);
      }
      lookWanted = true;
    },
    suspect(index) {
      parts[index]!.suspect = SUSPECT_CLAIMS;
    },

    batchReadyAt: () => Math.min(...parts.map(batchReady)),
    aloneReadyAt: () => Math.min(...parts.map(aloneReady)),
    batchesRunning: () => parts.reduce((sum, part) => sum + part.batch.workers, 0),
    lastWorkAt: () => lastWorkAt,
    lastBusyAt: () => lastBusyAt,
    wantsLook() {
      const wanted = lookWanted;
      lookWanted = false;
      return wanted;
    },
  };
}

/** Parts that nobody is at come first, then the one that has waited longest for its turn. */
function isMoreUrgent(a: LaneState, b: LaneState): boolean {
  return a.workers !== b.workers ? a.workers < b.workers : a.servedAt < b.servedAt;
}
