import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EngineDatabase, engineDatabase, MAJORS } from './engine-database.ts';

const SCHEMA = `
  CREATE TABLE ledger (id int GENERATED ALWAYS AS IDENTITY, run uuid, what text);
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(12,2), tenant int, doc jsonb, tags text[], feels mood, at timestamptz, note text);
  CREATE TABLE parts (id int, kind text) PARTITION BY LIST (kind);
  CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');`;

const FLOWS = `
flow inserted after insert on orders when ($new.total > 100) {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'inserted ' || $new.id || ' ' || $new.total) }
}
flow updated after update of total, tags on orders when ($new.total IS DISTINCT FROM $old.total) {
  sleep 1s >> sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'updated ' || $new.id || ' ' || coalesce($old.total::text, 'NULL') || ' ' || coalesce($new.total::text, 'NULL')) }
}
flow deleted after delete on orders {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'deleted ' || $old.id) }
}
flow any_of_them after insert on orders after update of note on orders after delete on orders {
  sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'any ' || coalesce($old.id?::text, '-') || ' ' || coalesce($new.id?::text, '-')) }
}
flow on_parts after insert on parts { sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'part ' || $new.id) } }`;

describe.each(MAJORS)('rows that start runs on Postgres %i', (major) => {
  let db: EngineDatabase;
  beforeAll(async () => {
    db = await engineDatabase(major, SCHEMA);
    await db.deploy(FLOWS);
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await db.setClock(null);
    await db.database.query(
      'TRUNCATE orders; DELETE FROM pgdurable.token; DELETE FROM pgdurable.live_key; DELETE FROM pgdurable.slot; TRUNCATE ledger',
    );
  });

  const sql = (text: string) => db.database.query(text);
  const happened = async (like = '') => {
    await db.drain();
    await db.later('1 second');
    await db.drain();
    return (await db.rows('SELECT what FROM ledger WHERE what LIKE $1 ORDER BY what', [`${like}%`])).flat();
  };

  it('start one for each row that was inserted, where the condition holds', async () => {
    await sql('INSERT INTO orders (id, total) VALUES (1, 100.01), (2, 100), (3, NULL), (4, 2000)');
    expect(await happened('inserted')).toEqual(['inserted 1 100.01', 'inserted 4 2000.00']);
  });

  it('start one for each row that was updated, with the row before and after', async () => {
    await sql('INSERT INTO orders (id, total) VALUES (1, 1), (2, 2), (3, NULL)');
    await sql('UPDATE orders SET total = 5 WHERE id < 3; UPDATE orders SET total = 5; UPDATE orders SET tenant = 7');
    expect(await happened('updated')).toEqual(['updated 1 1.00 5.00', 'updated 2 2.00 5.00', 'updated 3 NULL 5.00']);
  });

  it('start one for each row that was deleted', async () => {
    await sql('INSERT INTO orders (id) SELECT generate_series(1, 3)');
    await sql('DELETE FROM orders WHERE id <> 2');
    expect(await happened('deleted')).toEqual(['deleted 1', 'deleted 3']);
  });

  it('start one flow by several clauses, where the row that is not there reads NULL', async () => {
    await sql('INSERT INTO orders (id) VALUES (1)');
    await sql("UPDATE orders SET note = 'x'");
    await sql('DELETE FROM orders');
    expect(await happened('any')).toEqual(['any - 1', 'any 1 -', 'any 1 1']);
  });

  it('start nothing when their transaction rolls back, also to a savepoint', async () => {
    await db.database
      .transaction(async (session) => {
        await session.query('INSERT INTO orders (id, total) VALUES (1, 200)');
        throw new Error('no');
      })
      .catch(() => {});
    expect(await db.value('SELECT count(*) FROM pgdurable.token')).toBe('0');
    await db.database.transaction(async (session) => {
      await session.query('SAVEPOINT s');
      await session.query('INSERT INTO orders (id, total) VALUES (1, 200)');
      await session.query('ROLLBACK TO SAVEPOINT s');
      await session.query('INSERT INTO orders (id, total) VALUES (2, 300)');
      expect(await db.value('SELECT count(*) FROM pgdurable.token')).toBe('0');
    });
    expect(await happened()).toEqual(['any - 2', 'inserted 2 300.00']);
  });

  it('start 10,000 at once by one statement, inserts and deletes alike', async () => {
    await sql('INSERT INTO orders (id, total) SELECT g, 200 FROM generate_series(1, 10000) g');
    expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'inserted' AND status = 'pending'")).toBe('10000');
    expect(
      await db.value("SELECT count(DISTINCT params -> 'new' ->> 'id') FROM pgdurable.runs WHERE flow = 'inserted' AND status = 'pending'"),
    ).toBe('10000');
    await sql('DELETE FROM orders');
    expect(await db.value("SELECT count(*) FROM pgdurable.runs WHERE flow = 'deleted' AND status = 'pending'")).toBe('10000');
  });

  it('of no number start none', async () => {
    await sql('INSERT INTO orders (id, total) SELECT 1, 2 WHERE false; DELETE FROM orders; UPDATE orders SET total = 1');
    expect(await db.value('SELECT count(*) FROM pgdurable.token')).toBe('0');
  });

  it('of a partitioned table start runs wherever they are written', async () => {
    await sql("INSERT INTO parts VALUES (1, 'a'), (2, 'a')");
    expect(await happened('part')).toEqual(['part 1', 'part 2']);
  });

  it('are started by a role that may write the table and knows nothing of the engine', async () => {
    const role = `writer_${major}_${Math.floor(Math.random() * 1e9)}`;
    await sql(`CREATE ROLE ${role}; GRANT INSERT ON orders TO ${role}; GRANT ${role} TO CURRENT_USER`);
    await db.database.transaction(async (session) => {
      await session.query(`SET LOCAL ROLE ${role}`);
      await session.query('INSERT INTO orders (id, total) VALUES (1, 200)');
    });
    await sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    expect(await happened('inserted')).toEqual(['inserted 1 200.00']);
  });

  it('keep every value exact, whatever the session says', async () => {
    await db.deploy(`flow exact after insert on orders {
      sql { INSERT INTO ledger (run, what) VALUES ($run.id, 'exact ' || ($new.id = 9007199254740993) || ($new.total = 12345.60) || ($new.doc ->> 'a')
              || $new.tags[2] || ($new.feels = 'happy'::mood) || extract(epoch FROM $new.at) || coalesce($new.note, '')) } }`);
    await db.database.transaction(async (session) => {
      await session.query("SET LOCAL datestyle = 'SQL, DMY'; SET LOCAL timezone = 'Asia/Tokyo'");
      await session.query(
        `INSERT INTO orders (id, total, doc, tags, feels, at, note) VALUES (9007199254740993, 12345.6, '{"a": "x"}', '{p,"q,r"}', 'happy', '2026-02-01 00:00:00+00', E'it''s\\n')`,
      );
    });
    expect(await happened('exact')).toEqual(["exact truetruexq,rtrue1769904000.000000it's\n"]);
    await sql("SELECT pgdurable.retire('exact')");
  });

  it('may give a key and a limit', async () => {
    await db.deploy(
      `flow keyed after insert on orders key ($new.tenant) { sleep 1h } flow limited after insert on orders limit 1 per ($new.tenant) { sleep 1h }`,
    );
    await sql('INSERT INTO orders (id, tenant) VALUES (1, 1), (2, 1), (3, 2)');
    await db.drain();
    expect(
      await db.rows(
        "SELECT flow, status, count(*) AS n FROM pgdurable.runs WHERE flow IN ('keyed', 'limited') GROUP BY 1, 2 ORDER BY 1, 2",
      ),
    ).toEqual([
      ['keyed', 'waiting', '2'],
      ['limited', 'pending', '1'],
      ['limited', 'waiting', '2'],
    ]);
    await sql("SELECT pgdurable.retire('keyed'), pgdurable.retire('limited')");
  });

  it('happen once each, though the one who runs them dies', async () => {
    await sql('INSERT INTO orders (id, total) SELECT g, 200 FROM generate_series(1, 50) g');
    const connection = await db.database.connection();
    await connection.query('BEGIN');
    await connection.query("SELECT pgdurable.claim(0::smallint, 0::smallint, pgdurable.now(), '-infinity', 32)");
    await db.database.query('SELECT pg_terminate_backend($1)', [connection.backendPid]);
    await connection.close().catch(() => {});
    await happened();
    const all = await happened('inserted');
    expect(all.length).toBe(50);
    expect(new Set(all).size).toBe(50);
  });

  it('start the version that is deployed now, and none that has no such clause', async () => {
    const flow = (clause: string, what: string) =>
      `flow changing ${clause} { sql { INSERT INTO ledger (run, what) VALUES ($run.id, '${what}') } }`;
    const triggers = async () => db.value("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'changing%'");
    await db.deploy(flow('after insert on orders', 'changing one'));
    await db.deploy(flow('after insert on orders after delete on orders', 'changing two'));
    expect(await triggers()).toBe('2');
    await sql('INSERT INTO orders (id) VALUES (1)');
    expect(await happened('changing')).toEqual(['changing two']);
    await db.deploy(flow('after insert on orders', 'changing one'));
    expect(await triggers()).toBe('1');
    await db.deploy(flow('', 'changing three'));
    expect(await triggers()).toBe('0');
    await sql('INSERT INTO orders (id) VALUES (2)');
    expect(await happened('changing')).toEqual(['changing two']);
    await db.deploy(flow('after insert on orders', 'changing one'));
    expect(await triggers()).toBe('1');
    await sql("SELECT pgdurable.retire('changing')");
    expect(await triggers()).toBe('0');
  });

  it('are not there for a run that somebody starts by hand, unless he gives one', async () => {
    const run = await db.run('inserted');
    expect(run).toMatchObject({ status: 'failed', error: { code: 'no_row', message: '$new has no row' } });
    expect((await db.run('inserted', { new: { id: 7, total: 1.5 } })).status).toBe('completed');
    expect(await happened('inserted')).toEqual(['inserted 7 1.50']);
    await expect(db.start('inserted', { id: 7 })).rejects.toMatchObject({ code: 'PD002' });
  });
});
