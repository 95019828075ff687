import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/index.ts';
import { ENGINE_VERSION } from '../../src/engine/index.ts';
import { startRunner } from '../../src/runner/index.ts';
import { mustOpen, type TestDatabase, testDatabase } from '../support/postgres.ts';
import { fastTime } from './fast-time.ts';
import { install } from './flow.ts';
import { eventually, running, startRuns } from './running.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

async function refusal(database: Database, httpPort?: number): Promise<unknown> {
  const started = await startRunner({ database, ...(httpPort === undefined ? {} : { httpPort }) });
  if (started.ok) await started.runner.stop();
  return started.ok ? null : started.refusal;
}

describe('a runner does not start', () => {
  test('where there is no engine', async () => {
    expect(await refusal(db.database)).toEqual({ kind: 'engine-missing' });
  });

  test('on an engine that it does not know', async () => {
    await install(db.database, [{ name: 'nothing', steps: ['SELECT'] }]);
    await db.database.query('UPDATE pgdurable.config SET version = $1', [ENGINE_VERSION + 1]);
    expect(await refusal(db.database)).toEqual({ kind: 'engine-version', found: ENGINE_VERSION + 1, known: ENGINE_VERSION });
    await db.database.query('UPDATE pgdurable.config SET version = $1', [ENGINE_VERSION]);
  });

  test('where transactions are not read committed', async () => {
    const admin = await mustOpen(db.adminUrl);
    const name = new URL(db.url).pathname.slice(1);
    await admin.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read'`);
    expect(await refusal(db.database)).toEqual({ kind: 'isolation', found: 'repeatable read' });
    await admin.query(`ALTER DATABASE ${name} RESET default_transaction_isolation`);
    await admin.close();
    expect(await refusal(db.database)).toBeNull();
  });

  test('as a role that may not use the engine', async () => {
    const admin = await mustOpen(db.adminUrl);
    const role = `r_${process.pid}`;
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    const url = new URL(db.url);
    url.username = role;
    url.password = 'x';
    const other = await mustOpen(url.href);
    expect(await refusal(other)).toMatchObject({ kind: 'forbidden' });
    await other.close();
    await admin.query(`DROP ROLE ${role}`);
    await admin.close();
  });

  test('on a port that is taken', async () => {
    const server = createServer().listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await refusal(db.database, port)).toMatchObject({ kind: 'http-port', port });
    server.close();
  });
});

describe('an engine that is upgraded under a runner', () => {
  test('is left alone until it is one that the runner knows', async () => {
    const { runner, events } = await running({ database: db.database, time: fastTime(60) });
    const version = (value: number) => db.database.query('UPDATE pgdurable.config SET version = $1', [value]);
    await version(ENGINE_VERSION + 1);
    await eventually('it refuses', () => events.filter((event) => event.kind === 'refused').length > 1);
    const before = runner.stats().moved;
    await startRuns(db.database, 'nothing', 2);
    await sleep(300);
    expect(runner.stats().moved).toBe(before);
    await version(ENGINE_VERSION);
    await eventually('it works again', () => runner.stats().moved === before + 2);
    await runner.stop();
  });
});

describe('/healthz and /metrics', () => {
  test('tell that the runner is well and what it has done', async () => {
    const { runner } = await running({ database: db.database, httpPort: 0 });
    const get = async (path: string, method = 'GET') => {
      const response = await fetch(`http://127.0.0.1:${runner.httpPort}${path}`, { method });
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    };
    await startRuns(db.database, 'nothing', 3);
    await eventually('they have run', () => runner.stats().moved === 3);

    const health = await get('/healthz');
    expect(health).toMatchObject({ status: 200, type: 'application/json' });
    expect(JSON.parse(health.text)).toMatchObject({ status: 'ok', runner: runner.id });

    const metrics = await get('/metrics');
    expect(metrics).toMatchObject({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    expect(metrics.text).toMatch(/^pgdurable_moved_total 3$/m);
    expect(metrics.text).toMatch(/^pgdurable_oldest_due_seconds\{lane="batch"\} \d/m);
    for (const line of metrics.text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) pgdurable_\w+ .+|pgdurable_\w+(\{lane="\w+"\})? [\d.e+-]+)$/);

    expect((await get('/')).status).toBe(404);
    expect((await get('/healthz', 'POST')).status).toBe(405);
    await runner.stop();
    await expect(fetch(`http://127.0.0.1:${runner.httpPort}/healthz`)).rejects.toThrow();
  });
});
