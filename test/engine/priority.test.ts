import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const FLOWS = `
flow plain { sql { INSERT INTO ledger (flow) VALUES ($run.flow) } }
flow urgent priority 50 { sql { INSERT INTO ledger (flow) VALUES ($run.flow) } }
flow lazy priority -100 { sql { INSERT INTO ledger (flow) VALUES ($run.flow) } >> sleep 1h }
flow nightly every 1h priority 100 { sql { INSERT INTO ledger (flow) VALUES ($run.flow) } }
flow branching priority 7 { ( sleep 1h & sleep 2h ) }`;

describe.each(MAJORS)("a flow's priority on Postgres %i", (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, 'CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, flow text)', 1);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());

  const order = async () =>
    [...(await db.rows('DELETE FROM ledger RETURNING flow, id'))].sort((a, b) => Number(a[1]) - Number(b[1])).map(([flow]) => flow);

  it('is that of its runs whose start gives none', async () => {
    for (const flow of ['lazy', 'plain', 'urgent']) await db.start(flow);
    await db.database.query("SELECT pgdurable.start_many('urgent', ARRAY['{}']::jsonb[])");
    await db.database.query("SELECT pgdurable.fire('nightly', 1, NULL, ARRAY[pgdurable.now()], pgdurable.now() + interval '1 h')");
    await db.drain();
    expect(await order()).toEqual(['nightly', 'urgent', 'urgent', 'plain', 'lazy']);
  });

  it('gives way to that of the start', async () => {
    await db.start('urgent', {}, { priority: -1 });
    await db.start('lazy', {}, { priority: 1 });
    await db.start('plain');
    await db.drain();
    expect(await order()).toEqual(['lazy', 'plain', 'urgent']);
  });

  it('holds for the branches of a run', async () => {
    const run = await db.start('branching');
    await db.drain();
    expect(await db.rows('SELECT DISTINCT prio FROM pgdurable.token WHERE run = $1', [run])).toEqual([['7']]);
  });
});
