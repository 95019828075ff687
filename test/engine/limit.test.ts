import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/db/index.ts';
import { drain, partsOf, work, workAlone } from './drive.ts';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow two limit 2 { sql { INSERT INTO ledger (run) VALUES ($run.id) } >> sleep 1h }
flow one (what text default '') limit 1 { sql { INSERT INTO ledger (run, what) VALUES ($run.id, $what) } }
flow per_tenant (tenant int, fails boolean default false) limit 1 per ($tenant) {
  sql { INSERT INTO ledger (run) VALUES ($run.id) } >> sleep 1h >> when ($fails) { fail 'no' }
}
flow keyed (k text, tenant int) key ($k) limit 1 per ($tenant) { sleep 1h }
flow hurried limit 1 timeout 10m { sleep 1h }
flow branching limit 1 { ( sleep 1h & sleep 2h ) }
flow busy (tenant int) limit 3 per ($tenant) {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'begin') } >> sleep 2ms >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'end') }
}`;

/** What a turn of the batch procedure does, without the commit. */
const END_WHAT_IS_DUE = `
  DO $$
  DECLARE v_claims pgdurable.claim[]; v_slices pgdurable.slice[];
  BEGIN
    FOR v_part IN 0 .. pgdurable.parts() - 1 LOOP
      v_claims := pgdurable.claim(v_part::smallint, 0::smallint, pgdurable.now(), '-infinity', 32);
      IF v_claims IS NOT NULL THEN
        v_slices := pgdurable.run_batch(v_part::smallint, v_claims, clock_timestamp() + interval '1 s', false, '0');
        PERFORM pgdurable.book(v_part::smallint, v_claims, v_slices, '{1}', false, pgdurable.now());
      END IF;
    END LOOP;
  END $$`;

describe.each(MAJORS)('a limit of live runs on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text)');
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await db.setClock(null);
    await db.database.query('DELETE FROM pgdurable.token; DELETE FROM pgdurable.slot; DELETE FROM pgdurable.slot_wait; TRUNCATE ledger');
    await db.deploy(FLOWS);
  });

  const statuses = async (runs: readonly string[]) => Promise.all(runs.map(async (run) => (await db.read(run)).status));
  const begun = async () => (await db.rows('SELECT run FROM ledger ORDER BY id')).flat();
  const startAll = async (flow: string, count: number, params: unknown = {}): Promise<string[]> => {
    const runs: string[] = [];
    for (let i = 0; i < count; i++) runs.push(await db.start(flow, params));
    return runs;
  };
  const cancel = (run: string | undefined) => db.database.query('SELECT pgdurable.cancel($1)', [run ?? null]);
  /** Slots in use, runs in line, and what should not be: slots whose number is not that of the runs that hold them. */
  const slots = async () =>
    (
      await db.rows(
        `SELECT (SELECT coalesce(sum(held), 0) FROM pgdurable.slot) AS held, (SELECT count(*) FROM pgdurable.slot_wait) AS waiting,
                (SELECT count(*) FROM pgdurable.token WHERE tok = 0 AND slot IS NOT NULL AND lane <> 5) AS holding`,
      )
    )[0]?.map(Number);

  it('lets so many begin, and the others as those end, in the order of their start', async () => {
    const runs = await startAll('two', 5);
    await db.drain();
    expect(await statuses(runs)).toEqual(['waiting', 'waiting', 'pending', 'pending', 'pending']);
    expect(await slots()).toEqual([2, 3, 2]);
    await db.later('1 hour');
    await db.drain();
    expect(await statuses(runs)).toEqual(['completed', 'completed', 'waiting', 'waiting', 'pending']);
    await db.later('1 hour');
    await db.drain();
    await db.later('1 hour');
    await db.drain();
    expect(await statuses(runs)).toEqual(Array(5).fill('completed'));
    expect(await begun()).toEqual(runs);
    expect(await slots()).toEqual([0, 0, 0]);
  });

  it('serves those that wait by priority', async () => {
    const [first] = await startAll('two', 2);
    await db.drain();
    const later = [];
    for (const priority of [0, -5, 100, 0]) later.push(await db.start('two', {}, { priority }));
    await db.drain();
    for (let i = 0; i < 2; i++) {
      await db.later('1 hour');
      await db.drain();
    }
    expect(await begun()).toEqual([first, expect.anything(), later[2], later[0], later[3], later[1]]);
  });

  it('goes on at once with the next one when a run ends in its first slice', async () => {
    const runs = await startAll('one', 100);
    await db.drain();
    expect(new Set(await statuses(runs))).toEqual(new Set(['completed']));
    expect(await begun()).toEqual(runs);
    expect(await slots()).toEqual([0, 0, 0]);
  });

  it('counts each value by itself, and NULL as one', async () => {
    const runs = [];
    for (const tenant of [1, 2, 1, null, null]) runs.push(await db.start('per_tenant', { tenant }));
    await db.drain();
    expect(await statuses(runs)).toEqual(['waiting', 'waiting', 'pending', 'waiting', 'pending']);
  });

  it('hands a slot on when its run fails, times out or is cancelled', async () => {
    const failing = await db.start('per_tenant', { tenant: 1, fails: true });
    const after = await db.start('per_tenant', { tenant: 1 });
    const hurried = await startAll('hurried', 2);
    const branching = await startAll('branching', 2);
    await db.drain();
    await db.later('10 minutes');
    await cancel(branching[0]);
    await db.drain();
    expect(await statuses([failing, after, ...hurried, ...branching])).toEqual([
      'waiting',
      'pending',
      'failed',
      'waiting',
      'cancelled',
      'waiting',
    ]);
    await db.later('1 hour');
    await db.drain();
    expect(await statuses([failing, after, ...hurried])).toEqual(['failed', 'waiting', 'failed', 'failed']);
    await db.later('2 hours');
    await db.drain();
    expect(await slots()).toEqual([0, 0, 0]);
  });

  it('lets a run that waits be cancelled, before and after it has asked', async () => {
    const runs = await startAll('two', 4);
    await cancel(runs[1]);
    await db.drain();
    expect(await statuses(runs)).toEqual(['waiting', 'cancelled', 'waiting', 'pending']);
    await cancel(runs[3]);
    await db.drain();
    expect(await statuses(runs)).toEqual(['waiting', 'cancelled', 'waiting', 'cancelled']);
    expect(await slots()).toEqual([2, 0, 2]);
    await db.later('1 hour');
    await db.drain();
    expect(await slots()).toEqual([0, 0, 0]);
    expect(await db.value('SELECT count(*) FROM pgdurable.token')).toBe('0');
  });

  it('does not count a run that is to begin later', async () => {
    const at = await db.value("SELECT pgdurable.now() + interval '30 minutes'");
    const late = await db.start('two', {}, { at: at as string });
    const runs = await startAll('two', 3);
    await db.drain();
    expect(await statuses([late, ...runs])).toEqual(['pending', 'waiting', 'waiting', 'pending']);
    expect((await db.read(late)).waiting_until).not.toBe(null);
    await db.later('1 hour');
    await db.drain();
    expect(await statuses([late, ...runs])).toEqual(['waiting', 'completed', 'completed', 'waiting']);
  });

  it('holds for runs that lie in several parts', async () => {
    const runs = [];
    for (let i = 0; i < 12; i++) runs.push(await db.start('keyed', { k: `k${i}`, tenant: 7 }));
    for (let i = 0; i < 12; i++) {
      await db.drain();
      expect((await slots())?.slice(0, 2)).toEqual([1, 11 - i]);
      await db.later('1 hour');
    }
    await db.drain();
    expect(new Set(await statuses(runs))).toEqual(new Set(['completed']));
    expect(await slots()).toEqual([0, 0, 0]);
  });

  it('that a deployment raises lets more begin, and one that it removes all', async () => {
    const runs = await startAll('two', 6);
    await db.drain();
    await db.deploy(FLOWS.replace('flow two limit 2', 'flow two limit 3'));
    await db.drain();
    expect(await slots()).toEqual([3, 3, 3]);
    await db.deploy(FLOWS.replace('flow two limit 2', 'flow two'));
    await db.drain();
    expect(new Set(await statuses(runs))).toEqual(new Set(['waiting']));
    await db.later('1 hour');
    await db.drain();
    expect(await slots()).toEqual([0, 0, 0]);
  });

  it('rolls back with the transaction that has started or ended the run', async () => {
    const [first, second] = await startAll('one', 2);
    const connection = await db.database.connection();
    const parts = await partsOf(db.database);
    for (const part of parts) await db.database.query(`SELECT pgdurable.serve_pokes(${part}::smallint, pgdurable.now())`);
    const before = await slots();
    expect(before).toEqual([1, 1, 1]);
    await connection.query('BEGIN');
    await connection.query(END_WHAT_IS_DUE);
    expect((await connection.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger'))[0]?.n).toBe(1);
    expect((await connection.query<{ n: number }>('SELECT count(*)::int AS n FROM pgdurable.slot_wait'))[0]?.n).toBe(0);
    await connection.query('ROLLBACK');
    await connection.close();
    expect(await slots()).toEqual(before);
    await db.drain();
    expect(await begun()).toEqual([first, second]);
  });

  it('is kept by several workers whose connections are killed', async () => {
    const tenants = 3;
    for (let tenant = 0; tenant < tenants; tenant++) {
      await db.database.query('SELECT pgdurable.start_many($1, array_fill($2::jsonb, array[40]))', ['busy', JSON.stringify({ tenant })]);
    }
    const parts = await partsOf(db.database);
    let live = true;
    const alive = new Set<Connection>();
    const worker = async () => {
      while (live) {
        const connection = await db.database.connection();
        alive.add(connection);
        try {
          while (live) {
            let moved = 0;
            for (const part of parts) {
              moved += (await work(connection, part, 20)).moved;
              while (await workAlone(connection, part)) moved++;
            }
            if (moved === 0) await sleep(2);
          }
        } catch {
          // Killed: another connection takes over.
        } finally {
          alive.delete(connection);
          await connection.close().catch(() => {});
        }
      }
    };
    const killer = async () => {
      while (live) {
        await sleep(70);
        const [victim] = [...alive].sort(() => Math.random() - 0.5);
        if (victim !== undefined) await db.database.query('SELECT pg_terminate_backend($1)', [victim.backendPid]);
      }
    };
    const workers = [worker(), worker(), worker(), killer()];
    let most = 0;
    for (let i = 0; i < 3000; i++) {
      // One statement: one snapshot.
      const [row] = await db.rows(
        `SELECT (SELECT coalesce(max(held), 0) FROM pgdurable.slot) AS held,
                (SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM pgdurable.token t
                   WHERE tok = 0 AND lane <> 5 GROUP BY slot) s) AS running,
                (SELECT coalesce(sum(held), 0) FROM pgdurable.slot)
                - (SELECT count(*) FROM pgdurable.token t WHERE tok = 0 AND (lane <> 5
                     OR EXISTS (SELECT 1 FROM pgdurable.token g WHERE g.run = t.run AND g.tok = pgdurable.poke_number('slot given')))) AS difference,
                (SELECT count(*) FROM pgdurable.token WHERE tok = 0) AS left`,
      );
      const [held, running, difference, left] = (row ?? []).map(Number);
      expect(held).toBeLessThanOrEqual(3);
      expect(running).toBeLessThanOrEqual(3);
      expect(difference).toBe(0);
      most = Math.max(most, running ?? 0);
      if (left === 0) break;
      await sleep(10);
    }
    live = false;
    await Promise.all(workers);
    await drain(db.database);
    expect(most).toBe(3);
    expect(await slots()).toEqual([0, 0, 0]);
    expect(await db.value('SELECT count(*) FROM pgdurable.token')).toBe('0');
    expect(await db.rows('SELECT what, count(*) AS n, count(DISTINCT run) AS runs FROM ledger GROUP BY what ORDER BY what')).toEqual([
      ['begin', '120', '120'],
      ['end', '120', '120'],
    ]);
  });
});
