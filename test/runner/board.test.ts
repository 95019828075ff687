import { describe, expect, test } from 'vitest';
import { type BatchOutcome, createBoard } from '../../src/runner/board.ts';

const MOVED: BatchOutcome = { moved: 5, mark: 'm1', more: false };
const MORE: BatchOutcome = { moved: 500, mark: 'm2', more: true };
const SLOW: BatchOutcome = { moved: 20, mark: 'm2', more: true, slow: true };
const TAKEN: BatchOutcome = { moved: 0, mark: null, more: false, taken: true };
const NOTHING: BatchOutcome = { moved: 0, mark: null, more: false };

const due = (part: number, inMs = 0, lane: 0 | 1 = 0, at = 't1') => ({ part, lane, inMs, due: at });

describe('batches', () => {
  test('nothing is taken before something is known', () => {
    const board = createBoard(2);
    expect(board.takeBatch(0)).toBeNull();
    expect(board.batchReadyAt()).toBe(Number.POSITIVE_INFINITY);
    board.report([due(1, 50)], 0, 10);
    expect(board.takeBatch(59)).toBeNull();
    expect(board.batchReadyAt()).toBe(60);
    expect(board.takeBatch(60)).toEqual({ part: 1, mark: null, seat: true });
  });

  test('a part is given to one worker, others in turn', () => {
    const board = createBoard(3);
    board.report([due(0), due(1), due(2)], 0, 0);
    expect([0, 1, 2, 3].map((now) => board.takeBatch(now)?.part)).toEqual([0, 1, 2, undefined]);
    board.finishBatch(0, MORE, 10);
    board.finishBatch(1, MORE, 11);
    // The one that has waited longest.
    expect(board.takeBatch(12)?.part).toBe(0);
  });

  test('a part whose runs wait for something gets further workers, without a seat, when no other part has work', () => {
    const board = createBoard(2);
    board.report([due(0)], 0, 0);
    board.takeBatch(0);
    expect(board.takeBatch(1)).toBeNull();
    board.finishBatch(0, MORE, 250);
    expect(board.takeBatch(250)).toMatchObject({ part: 0, seat: true });
    expect(board.takeBatch(250)).toBeNull();
    board.finishBatch(0, SLOW, 250);
    expect(board.takeBatch(250)).toMatchObject({ part: 0, seat: false });
    expect(board.takeBatch(250)).toMatchObject({ part: 0, seat: false });
    board.finishBatch(0, MOVED, 300);
    expect(board.takeBatch(300)).toBeNull();
  });

  test('the mark of the last batch is passed on, until a look finds something before it', () => {
    const board = createBoard(1);
    board.report([due(0)], 0, 0);
    expect(board.takeBatch(0)?.mark).toBeNull();
    board.finishBatch(0, MORE, 250);
    expect(board.marks()).toEqual(['m2']);
    expect(board.takeBatch(250)?.mark).toBe('m2');
    board.finishBatch(0, { ...MORE, mark: null }, 500);
    expect(board.takeBatch(500)?.mark).toBe('m2');
    board.behindMark(0, 'm0');
    expect(board.marks()).toEqual(['m0']);
    // The end of a batch that was under way does not hide it again.
    board.finishBatch(0, MORE, 750);
    expect(board.takeBatch(750)?.mark).toBe('m0');
    board.finishBatch(0, MORE, 1000);
    expect(board.takeBatch(1000)?.mark).toBe('m2');
  });

  test('a seat that somebody else has is not waited for when nothing moves', () => {
    const board = createBoard(1);
    board.report([due(0, 0, 0, 't1')], 0, 0);
    expect(board.takeBatch(0)?.seat).toBe(true);
    board.finishBatch(0, TAKEN, 1);
    // It says nothing of what lies before the mark.
    expect(board.marks()).toEqual([null]);
    board.report([due(0, 0, 0, 't2')], 200, 200);
    expect(board.takeBatch(201)?.seat).toBe(true);
    board.finishBatch(0, TAKEN, 202);
    board.report([due(0, 0, 0, 't2')], 501, 501);
    expect(board.takeBatch(501)?.seat).toBe(false);
  });

  test('what was found due and could not be claimed may lie before the mark', () => {
    const board = createBoard(1);
    board.report([due(0)], 0, 0);
    board.takeBatch(0);
    board.finishBatch(0, MORE, 1);
    board.takeBatch(1);
    board.finishBatch(0, NOTHING, 2);
    expect(board.takeBatch(20)?.mark).toBeNull();
    // Where looking there takes long, the next look tells.
    board.fullLookTook(20);
    board.finishBatch(0, MORE, 30);
    board.takeBatch(30);
    board.finishBatch(0, NOTHING, 40);
    expect(board.takeBatch(60)?.mark).toBe('m2');
  });

  test('fruitless tries come at growing intervals, which work or a notification ends', () => {
    const board = createBoard(1);
    board.report([due(0)], 0, 0);
    const pauses: number[] = [];
    let now = 0;
    for (let i = 0; i < 9; i += 1) {
      expect(board.takeBatch(now)).not.toBeNull();
      board.finishBatch(0, NOTHING, now);
      pauses.push(board.batchReadyAt() - now);
      now = board.batchReadyAt();
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 400, 400]);
    board.takeBatch(now);
    board.finishBatch(0, NOTHING, now);
    board.hint(0, now + 1);
    expect(board.takeBatch(now + 1)).not.toBeNull();
  });

  test('a look that began before a notification does not take it back', () => {
    const board = createBoard(2);
    board.hint(1, 5);
    board.report([], 4, 6);
    expect(board.takeBatch(7)?.part).toBe(1);
    board.hint(null, 8);
    board.report([], 9, 10);
    expect(board.takeBatch(11)).toBeNull();
  });

  test('a hint for a part that does not exist changes nothing', () => {
    const board = createBoard(2);
    board.hint(7, 0);
    expect(board.takeBatch(1)).toBeNull();
  });

  test('after a batch somebody has to look around', () => {
    const board = createBoard(1);
    expect(board.wantsLook()).toBe(true);
    expect(board.wantsLook()).toBe(false);
    board.report([due(0)], 0, 0);
    board.takeBatch(0);
    board.finishBatch(0, MOVED, 3);
    expect(board.wantsLook()).toBe(true);
    expect(board.lastWorkAt()).toBe(3);
    expect(board.batchReadyAt()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('steps that run alone', () => {
  test('a lane whose step is still running is tried by another worker after a while', () => {
    const board = createBoard(1);
    board.report([due(0, 0, 1)], 0, 0);
    expect(board.takeAlone(0)).toEqual({ part: 0, suspect: false });
    expect(board.takeAlone(50)).toBeNull();
    expect(board.takeAlone(100)).toEqual({ part: 0, suspect: false });
  });

  test('a step that has ended makes room for the next at once', () => {
    const board = createBoard(1);
    board.report([due(0, 0, 1)], 0, 0);
    board.finishAlone(board.takeAlone(0)!, true, 4);
    expect(board.takeAlone(4)).toEqual({ part: 0, suspect: false });
  });
});

describe('a suspect part', () => {
  test('is claimed one by one, both lanes, 64 times', () => {
    const board = createBoard(2);
    board.report([due(0), due(1)], 0, 0);
    board.takeBatch(0);
    board.suspect(0);
    board.finishBatch(0, NOTHING, 1);
    expect(board.takeBatch(1000)?.part).toBe(1);
    expect(board.takeBatch(1000)).toBeNull();
    let claims = 0;
    for (let job = board.takeAlone(1000); job?.suspect; job = board.takeAlone(1000 + claims)) {
      claims += 1;
      board.finishAlone(job, true, 1000 + claims);
    }
    expect(claims).toBe(64);
    expect(board.takeBatch(2000)?.part).toBe(0);
  });

  test('a claim that found nothing does not count', () => {
    const board = createBoard(1);
    board.report([due(0)], 0, 0);
    board.suspect(0);
    for (let i = 0; i < 100; i += 1) board.finishAlone(board.takeAlone(i * 1000)!, false, i * 1000);
    expect(board.takeBatch(1_000_000)).toBeNull();
  });
});
