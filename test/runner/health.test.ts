import { expect, test } from 'vitest';
import { healthOf } from '../../src/runner/health.ts';

const now = new Date('2026-05-01T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

test('a runner is well while the database answers', () => {
  expect(healthOf('r', ago(9), false, now)).toEqual({
    ok: true,
    body: { status: 'ok', runner: 'r', lastContact: '2026-05-01T11:59:51.000Z' },
  });
  expect(healthOf('r', ago(11), false, now)).toMatchObject({ ok: false, body: { status: 'silent' } });
  expect(healthOf('r', null, false, now)).toMatchObject({ ok: false, body: { status: 'silent', lastContact: null } });
  expect(healthOf('r', ago(0), true, now)).toMatchObject({ ok: false, body: { status: 'stopping' } });
});
